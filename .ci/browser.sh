#!/usr/bin/env bash
# Install a browser and a Chinese font for the browser tests where apt may be used, and say plainly what is missing.
# With CI=true a missing browser or font is a failure: a build must not pass by leaving tests out.
set -euo pipefail

find_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
# fc-list is part of fontconfig, which a slim image lacks until a browser is installed.
has_chinese_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]; }

as_root=()
may_install=no
if command -v apt-get >/dev/null; then
  if [ "$(id -u)" -eq 0 ]; then
    may_install=yes
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    may_install=yes
    as_root=(sudo -n)
  fi
fi

wanted=()
find_browser >/dev/null || wanted+=(chromium)
has_chinese_font || wanted+=(fontconfig fonts-wqy-microhei)

if [ ${#wanted[@]} -gt 0 ] && [ "$may_install" = yes ]; then
  echo "==> Installing for the browser tests: ${wanted[*]}"
  record=$(mktemp)
  export DEBIAN_FRONTEND=noninteractive
  if ! { "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${wanted[@]}"; } >"$record" 2>&1; then
    echo "    apt could not install them:"
    tail -n 5 "$record" | sed 's/^/    /'
  fi
  rm -f "$record"
fi

missing=()
find_browser >/dev/null || missing+=("a browser (chromium)")
has_chinese_font || missing+=("a Chinese font (fonts-wqy-microhei)")
if [ ${#missing[@]} -gt 0 ]; then
  for one in "${missing[@]}"; do echo "==> Not on this machine: $one" >&2; done
  if [ "${CI:-}" = true ]; then
    echo "    CI=true, so this is a failure." >&2
    exit 1
  fi
  echo "    The tests that need it are skipped. To run them: sudo apt install chromium fonts-wqy-microhei" >&2
else
  echo "==> Browser tests use $(find_browser)"
fi
