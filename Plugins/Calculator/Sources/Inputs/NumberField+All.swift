extension NumberField {
    // Machine and terms
    static let hashrate = NumberField("hashrate_ths", "0.001", "100000", "TH/s")
    static let power = NumberField("power_watts", "1", "1000000", "W")
    static let quantity = NumberField("quantity", "1", "1000000", "", standard: "1", isWhole: true)
    static let uptime = NumberField("uptime_percent", "1", "100", "percent", standard: "100")
    static let poolFee = NumberField("pool_fee_percent", "0", "50", "percent", standard: "0")
    static let powerPrice = NumberField("usd_per_kwh", "0", "10", "USD")
    static let machineMonth = NumberField("usd_per_machine_month", "0", "100000", "USD")
    static let revenueShare = NumberField("revenue_share_percent", "0", "99", "percent")
    static let capex = NumberField("capex_usd", "0", "10000000", "USD", standard: "0")

    // Market
    static let price = NumberField("price_usd", "0.01", "1000000000", "USD")
    static let difficulty = NumberField("difficulty", "1", "1000000000000000000", "")
    static let subsidy = NumberField("subsidy_btc", "0", "50", "BTC")
    static let fees = NumberField("fees_btc_per_block", "0", "1000", "BTC")
    static let height = NumberField("next_height", "0", "13440000", "blocks", isWhole: true)

    // Assumptions
    static let months = NumberField("months", "1", "120", "months", standard: "36", isWhole: true)
    static let difficultyGrowth = NumberField("difficulty_growth_percent", "-50", "100", "percent", standard: "0")
    static let priceGrowth = NumberField("price_growth_percent", "-50", "100", "percent a month", standard: "0")
    static let discount = NumberField("discount_percent", "0", "100", "percent a year", standard: "0")
    static let poolHashrate = NumberField("pool_hashrate_ehs", "0.000001", "1000000", "EH/s")

    // A hosted month
    static let hours = NumberField("hours", "1", "8784", "hours", standard: "730")
    static let curtailedHours = NumberField("curtailed_hours", "0", "8784", "hours", standard: "0")
    static let downHours = NumberField("down_hours", "0", "8784", "hours", standard: "0")
    static let agreedUptime = NumberField("agreed_uptime_percent", "0", "100", "percent", standard: "0")
    static let curtailmentCredit = NumberField("curtailment_credit_usd_per_kwh", "0", "10", "USD", standard: "0")
    static let tax = NumberField("tax_percent", "0", "100", "percent", standard: "0")

    static let ofMachine = [hashrate, power, quantity, uptime, poolFee, powerPrice, machineMonth, revenueShare, capex]
    static let ofMarket = [price, difficulty, subsidy, fees, height]
    static let ofAssumptions = [months, difficultyGrowth, priceGrowth, discount, poolHashrate]
}
