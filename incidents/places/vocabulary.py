"""Words that name nothing by themselves, and the provinces."""

from typing import Final

_EVERYDAY: Final = """
    中心 加强 光明 和平 团结 幸福 胜利 新建 太平 大河 小河 小店 石桥 高桥 平桥 月亮 核桃 桃子
    学堂 水田 新田 干田 大林 双桥 三角 新村 大地 大江 大坝 中坝 古城 城墙 评议 车站 学校 医院
    广场 市场 河湾 洞口 峡口 路口 街道 社区 红旗 红星 楼房 楼底
    """

_EVERYWHERE: Final = """
    小学 中学 中心小学 初级中学 幼儿园 中心校 卫生院 中心卫生院 人民医院 医院 派出所 政府
    镇政府 乡政府 加油站 菜市场 农贸市场 市场 车站 客运站 汽车站 广场 文化广场 超市 敬老院
    信用社 邮局 供电所 林业站 水厂 电站 水库 大桥 路口 老街 新街 正街 中心 集镇 场镇 码头
    工业园区 安置点
    """

_PROVINCES: Final = """
    北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北
    湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门
    """

# Bare village names that are also everyday words: on their own they say nothing of a place.
EVERYDAY_WORDS: Final = frozenset(_EVERYDAY.split())

# Names that every township has one of: they count only where the township is named too.
EVERYWHERE: Final = frozenset(_EVERYWHERE.split())

PROVINCES: Final = tuple(_PROVINCES.split())

# The first two digits of a county's code (GB/T 2260) tell its province.
PROVINCE_CODES: Final = {
    "11": "北京",
    "12": "天津",
    "13": "河北",
    "14": "山西",
    "15": "内蒙古",
    "21": "辽宁",
    "22": "吉林",
    "23": "黑龙江",
    "31": "上海",
    "32": "江苏",
    "33": "浙江",
    "34": "安徽",
    "35": "福建",
    "36": "江西",
    "37": "山东",
    "41": "河南",
    "42": "湖北",
    "43": "湖南",
    "44": "广东",
    "45": "广西",
    "46": "海南",
    "50": "重庆",
    "51": "四川",
    "52": "贵州",
    "53": "云南",
    "54": "西藏",
    "61": "陕西",
    "62": "甘肃",
    "63": "青海",
    "64": "宁夏",
    "65": "新疆",
    "71": "台湾",
    "81": "香港",
    "82": "澳门",
}
