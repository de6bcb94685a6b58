from dispatch.weather import WEATHER_LABELS, Weather


def test_every_kind_of_weather_has_a_word_for_people():
    assert set(WEATHER_LABELS) == set(Weather)
    assert len(set(WEATHER_LABELS.values())) == len(Weather)
