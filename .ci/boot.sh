#!/usr/bin/env bash
# The README's first command as a newcomer runs it: install, start, ready, page, stop.
set -eu
export PORT="${PORT:-34117}" DATA_DIR
DATA_DIR=$(mktemp -d)
npm ci
npm start >boot.log 2>&1 &
pid=$!
stop() { kill -TERM -- "$pid" 2>/dev/null || true; rm -rf "$DATA_DIR"; }
trap stop EXIT
for _ in $(seq 100); do
  curl -fsS "http://127.0.0.1:$PORT/health/ready" >/dev/null 2>&1 && break
  kill -0 "$pid" 2>/dev/null || { cat boot.log; exit 1; }
  sleep 0.2
done
curl -fsS "http://127.0.0.1:$PORT/health/ready"
curl -fsS "http://127.0.0.1:$PORT/" | grep -q '<html'
curl -fsS "http://127.0.0.1:$PORT/metrics" | grep -q houqin_
[ "$(wc -l <boot.log)" -le 8 ] || { cat boot.log; echo 'start is noisy'; exit 1; }
kill -TERM "$pid"
for _ in $(seq 50); do
  kill -0 "$pid" 2>/dev/null || { wait "$pid" && exit 0; exit 1; }
  sleep 0.2
done
echo 'did not stop within 10 s'
exit 1
