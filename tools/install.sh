#!/usr/bin/env bash
# Create the virtual environment and install the project into it: install.sh VENV REQUIREMENT
set -euo pipefail
venv=$1
requirement=$2

say() { printf '==> %s\n' "$*"; }
fail() {
  printf '!!! %s\n' "$@" >&2
  exit 1
}

recent_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if recent_enough "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  fail "需要 Python 3.11 或更新版本，本机没有找到。请安装后重试，例如：sudo apt install python3.11 python3.11-venv" \
    "Python 3.11 or newer is needed and was not found. PYTHON=/path/to/python make run names another one."
}

create() {
  local python version
  python=$(find_python)
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    fail "Python ${version} 缺少 venv 模块。请先运行：sudo apt install python${version}-venv" \
      "Python ${version} lacks its venv module. First run: sudo apt install python${version}-venv"
  fi
  say "正在创建 Python ${version} 环境 ${venv} / Creating ${venv}"
  rm -rf "$venv"
  "$python" -m venv "$venv"
}

# A half-made environment, or one whose interpreter has gone, is made anew.
if ! recent_enough "$venv/bin/python" || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then create; fi

record=$venv/install.log
say "正在安装依赖（首次约一分钟）/ Installing libraries"
# pip tells much; a reader wants the names only. All it said stays in the record.
if ! "$venv/bin/python" -m pip install --disable-pip-version-check --no-input --progress-bar off \
  --editable "$requirement" 2>&1 | tee "$record" |
  sed -nu -e 's/^Collecting \([A-Za-z0-9_.-]*\).*/    \1/p' -e 's|^Processing .*/\([A-Za-z0-9_.]*\)-.*|    \1|p'; then
  tail -n 15 "$record" >&2
  fail "安装失败，完整记录见 ${record}。请检查网络后重试。" \
    "The installation failed; ${record} has all that was said. Check the network and try again."
fi
say "依赖已就绪 / Libraries are ready"
