#!/usr/bin/env python3
"""Writes random_cases.json: 400 calculations in exact rational arithmetic, results rounded half up to 18 significant digits.

Independent of the plugin: blocks are walked one change at a time with fractions, nothing is shared with the Swift code. Repeat: the seed is fixed."""
import json, pathlib, random
from decimal import Decimal, ROUND_HALF_UP, localcontext
from fractions import Fraction as F

TERA, SECONDS, SPACE = 10**12, 600, 2**32

def digits(value, count=18):
    if value == 0:
        return "0"
    with localcontext() as context:
        context.prec = 80
        text = Decimal(value.numerator) / Decimal(value.denominator)
        exponent = text.adjusted() - count + 1
        rounded = text.quantize(Decimal(1).scaleb(exponent), rounding=ROUND_HALF_UP)
        if rounded.adjusted() != text.adjusted():
            rounded = text.quantize(Decimal(1).scaleb(exponent + 1), rounding=ROUND_HALF_UP)
        return format(rounded, "f")

def decimal(random_source, low, high, places):
    return format(Decimal(random_source.randint(low * 10**places, high * 10**places)).scaleb(-places), "f")

def walk(case):
    difficulty, height = F(case["difficulty"]), case["next_height"]
    growth, price_growth, price = F(case["difficulty_factor"]), F(case["price_factor"]), F(case["price_usd"])
    by_retarget = case["cadence"] == "retarget"
    months = []
    for month in range(case["months"]):
        if month:
            price *= price_growth
            if not by_retarget:
                difficulty *= growth
        end, btc = height + 4380, F(0)
        while height < end:
            stop = min(end, (height // 210000 + 1) * 210000, (height // 2016 + 1) * 2016)
            reward = F(5000000000 >> (height // 210000), 10**8)
            if case["scheme"] != "pps":
                reward += F(case["fees_btc_per_block"])
            btc += F((stop - height) * SECONDS * TERA) / (difficulty * SPACE) * reward
            height = stop
            if by_retarget and height % 2016 == 0:
                difficulty *= growth
        months.append((btc, btc * price))
    return months

def solve(case):
    machines = case["quantity"]
    running = F(case["hashrate_ths"]) * machines * F(case["uptime"]) * (1 - F(case["pool_fee"]))
    kept = running * (1 - F(case["revenue_share"]))
    months = walk(case)
    reward = F(5000000000 >> (case["next_height"] // 210000), 10**8) + (F(case["fees_btc_per_block"]) if case["scheme"] != "pps" else 0)
    day = F(86400 * TERA) / (F(case["difficulty"]) * SPACE) * reward
    kwh = F(case["power_watts"]) * machines * F(case["uptime"]) * 24 / 1000
    energy, fee = kwh * F(case["usd_per_kwh"]), F(case["usd_per_machine_month"]) * machines * 12 / 365
    price, capex = F(case["price_usd"]), F(case["capex_usd"]) * machines
    monthly = (energy + fee) * F(365, 12)
    flows = [kept * usd - monthly for _, usd in months]
    cash, sofar, payback = sum(flows), F(0), None
    for month, flow in enumerate(flows, 1):
        sofar += flow
        if sofar >= capex:
            payback = month
            break
    return {
        "net_btc_day": digits(day * running), "revenue_usd_day": digits(day * running * price),
        "profit_usd_day": digits(day * kept * price - energy - fee), "cost_usd_day": digits(energy + fee + day * (running - kept) * price),
        "break_even_price_usd": digits((energy + fee) / (day * kept)), "break_even_usd_per_kwh": digits((day * kept * price - fee) / kwh),
        "net_btc": digits(sum(btc for btc, _ in months) * running), "cash_usd": digits(cash), "profit_usd": digits(cash - capex),
        "return_percent": digits((cash - capex) / capex * 100), "payback_month": payback,
    }

def main():
    source = random.Random(20261121)
    cases = []
    for _ in range(400):
        case = {
            "hashrate_ths": decimal(source, 1, 1200, 2), "power_watts": str(source.randint(50, 9000)), "quantity": source.randint(1, 5000),
            "uptime": "0." + str(source.randint(50000, 99999)), "pool_fee": "0.0" + str(source.randint(100, 999)),
            "revenue_share": source.choice(["0", "0.2", "0.125"]), "usd_per_kwh": decimal(source, 0, 0, 0) + "." + str(source.randint(1000, 9999)),
            "usd_per_machine_month": decimal(source, 0, 40, 2), "capex_usd": decimal(source, 100, 9000, 2),
            "price_usd": decimal(source, 1000, 300000, 2), "difficulty": str(source.randint(10**12, 10**15)),
            "fees_btc_per_block": decimal(source, 0, 1, 8), "next_height": source.randint(800000, 1100000),
            "difficulty_factor": "1.0" + str(source.randint(0, 60)).zfill(2), "price_factor": "1.0" + str(source.randint(0, 30)).zfill(2),
            "cadence": source.choice(["month", "retarget"]), "scheme": source.choice(["fpps", "pps", "pps_plus", "pplns", "solo"]),
            "months": source.randint(1, 60),
        }
        cases.append({"in": case, "out": solve(case)})
    target = pathlib.Path(__file__).with_name("random_cases.json")
    target.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")

main()
