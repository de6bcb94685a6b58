#!/usr/bin/env bash
# Run several commands at once: side_by_side.sh 'NAME: COMMAND' ...
# Every line they print comes with its name before it; one command that fails fails all.
set -uo pipefail

running=()
end() {
  # Whoever stops us stops what we began, and nothing else.
  for group in $(jobs -p); do
    kill -- "-$group" 2>/dev/null
  done
}
trap end EXIT
trap 'exit 130' INT TERM

# Each command gets a process group of its own, so that it can be ended with all it began.
set -m
for told in "$@"; do
  name=${told%%: *}
  { bash -c "${told#*: }" 2>&1 && echo "passed" || { echo "FAILED"; false; }; } | sed -u "s/^/$name | /" &
  running+=("$!")
done

failed=0
for pid in "${running[@]}"; do
  wait "$pid" || failed=1
done
exit "$failed"
