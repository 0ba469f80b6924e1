"""Plays every provider of Analytics on one address, told apart by path; each answer comes after a delay."""
import csv
import datetime
import http.server
import json
import os
import threading
import time

MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


class Source:
    """`delay` in seconds, of each answer from now on; `asked` counts, `under_way` are the requests without an answer yet."""

    def __init__(self, candles, delay):
        self.delay, self.asked, self.under_way = delay, 0, 0
        self.lock = threading.Lock()
        with open(candles) as file:
            rows = [row[1:6] for row in list(csv.reader(file))[1:]][-1_000:]
        today = int(time.time()) // 86_400
        self.candles = [[(today - len(rows) + 1 + n) * 86_400_000, *row, 0, "1", 1, "1", "1", "0"] for n, row in enumerate(rows)]
        source = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                asked = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                source.count(1)
                time.sleep(source.delay)
                told = source.told(self.path.split("?")[0], asked)
                body = json.dumps({} if told is None else told).encode()
                self.send_response(404 if told is None else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                source.count(0)
                self.wfile.write(body)

            do_GET = do_POST = answer

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def count(self, new):
        with self.lock:
            self.asked += new
            self.under_way += 1 if new else -1

    def told(self, path, asked):
        """What a provider says at this path; None for one that it does not know."""
        now = int(time.time())
        day = datetime.datetime.fromtimestamp(now + 28 * 86_400, datetime.timezone.utc)
        option = f"BTC-{day.day}{MONTHS[day.month - 1]}{day.year % 100}-65000-C"
        year = [(now // 86_400 - 364 + n) * 86_400 for n in range(365)]
        return {
            "/api/v3/simple/price": {"bitcoin": {"usd": 65000, "last_updated_at": now}},
            "/api/v3/coins/bitcoin/market_chart": {"prices": [[at * 1_000, 60_000 + n] for n, at in enumerate(year)]},
            "/api/v3/ticker/price": {"symbol": "BTCUSDT", "price": "65000.10000000"},
            "/api/v3/klines": self.candles,
            "/api/v5/market/ticker": {"code": "0", "msg": "", "data": [{"instId": "BTC-USDT", "last": "65010", "ts": f"{now}000"}]},
            "/v5/market/tickers": {
                "retCode": 0, "retMsg": "OK", "result": {"list": [{"symbol": "BTCUSDT", "lastPrice": "65005"}]}, "time": now * 1_000},
            "/api/v2/public/get_index_price": {"jsonrpc": "2.0", "result": {"index_price": 65002}, "usOut": now * 1_000_000},
            "/api/v1/prices": {"time": now, "USD": 64990},
            "/ticker": {"USD": {"last": 65001, "symbol": "USD"}},
            "/stats": {
                "timestamp": now * 1_000, "market_price_usd": 65000, "hash_rate": 942000000000.0, "total_fees_btc": 288000000,
                "n_blocks_mined": 144, "n_blocks_total": 958000, "difficulty": 124932866006548},
            "/api/v1/mining/hashrate/3d": {"currentHashrate": 950033247355212300000, "currentDifficulty": 124932866006548.1},
            "/api/blocks/tip/height": 958001,
            "/api/v1/mining/reward-stats/144": {"startBlock": 957858, "endBlock": 958001, "totalReward": "45288000000",
                                                 "totalFee": "288000000", "totalTx": "500000"},
            "/api/v1/fees/recommended": {"fastestFee": 12, "halfHourFee": 8.5, "hourFee": 5, "economyFee": 2, "minimumFee": 1},
            "/api/v1/blocks": [
                {"height": 958001 - n, "timestamp": now - 600 * n, "tx_count": 3000 + n, "weight": 3993000,
                 "extras": {"totalFees": 2000000, "reward": 314500000, "pool": {"name": "AntPool"}}} for n in range(15)],
            "/api/v1/mining/pools/1w": {
                "pools": [{"name": "Foundry USA", "blockCount": 302}, {"name": "AntPool", "blockCount": 202}], "blockCount": 1008,
                "lastEstimatedHashrate": 950033247355212300000},
            "/api/v1/mining/blocks/rewards/1y": [{"avgHeight": 957000, "timestamp": now - 600_000, "avgRewards": 315656565}],
            "/api/v1/mining/difficulty-adjustments/1y": [
                [now - 86_400, 957600, 124932866006548, 0.985], [now - 1_296_000, 955584, 126835397976191, 1.0312]],
            "/api/v1/difficulty-adjustment": {
                "progressPercent": 44.4, "difficultyChange": -1.5, "estimatedRetargetDate": (now + 600_000) * 1_000,
                "remainingBlocks": 1121, "nextRetargetHeight": 959122},
            "/api/v2/public/get_book_summary_by_currency": {
                "jsonrpc": "2.0", "result": [{"instrument_name": option, "underlying_price": 65010, "mark_iv": 47.5}],
                "usOut": now * 1_000_000},
            "/charts/hash-rate": {
                "status": "ok", "unit": "Hash Rate TH/s", "values": [{"x": at, "y": (900 + n) * 1_000_000} for n, at in enumerate(year)]},
            "/charts/difficulty": {"status": "ok", "values": [{"x": at, "y": 120e12 + n * 1e10} for n, at in enumerate(year)]},
            "/btc": {"result": {"chain": "main", "blocks": 958001, "headers": 958001, "initialblockdownload": False,
                                "difficulty": 124932866006548.1} if "getblockchaininfo" in asked else 9.4e20, "error": None, "id": 1},
        }.get(path)
