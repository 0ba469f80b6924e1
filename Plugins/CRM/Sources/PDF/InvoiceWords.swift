/// The words of an invoice's file. The pages' are in the catalogues, which a plugin's code cannot read.
struct InvoiceWords: Sendable {
    let isChinese: Bool

    init(language: String) { isChinese = language.hasPrefix("zh") }

    private func pick(_ english: String, _ chinese: String) -> String { isChinese ? chinese : english }

    var invoice: String { pick("Invoice", "发票") }
    var creditNote: String { pick("Credit note", "贷项通知单") }
    var draft: String { pick("Draft", "草稿") }
    var issued: String { pick("Issued", "开具时间") }
    var due: String { pick("Due", "付款期限") }
    var client: String { pick("Client", "客户") }
    var taxId: String { pick("Tax id", "税号") }
    var bank: String { pick("Bank details", "收款账户") }
    var terms: String { pick("Terms of payment", "付款条款") }
    var site: String { pick("Site", "站点") }
    var period: String { pick("Period", "期间") }
    var credits: String { pick("Takes back invoice", "冲销发票") }
    var creditsPart: String { pick("Takes back a part of invoice", "部分冲销发票") }
    var partOf: String { pick("part of", "占全额") }
    var machines: String { pick("Machines", "台数") }
    var forWhat: String { pick("For", "项目") }
    var quantity: String { pick("Quantity", "数量") }
    var price: String { pick("Price", "单价") }
    var amount: String { pick("Amount", "金额") }
    var subtotal: String { pick("Subtotal", "小计") }
    var tax: String { pick("Tax", "税") }
    var total: String { pick("Total", "合计") }
    var measured: String { pick("Measured (kWh)", "实测电量（kWh）") }
    var collected: String { pick("From telemetry (kWh)", "遥测电量（kWh）") }
    var untold: String { pick("Power not told, estimated (kWh)", "未报功率，估算（kWh）") }
    var curtailedEnergy: String { pick("Curtailed (kWh)", "限电电量（kWh）") }
    var curtailedEstimated: String { pick("Of it estimated (kWh)", "其中估算（kWh）") }
    var notBilled: String { pick("not billed", "不计费") }
    var notCredited: String { pick("not credited", "不补偿") }
    var unrecordedDays: String { pick("Days not known apart", "未区分的机器日") }
    var estimated: String { pick("Estimated for gaps (kWh)", "遥测缺失估算（kWh）") }
    var machineHours: String { pick("Machine hours", "机器小时") }
    var curtailed: String { pick("Curtailed (hours)", "限电（小时）") }
    var down: String { pick("Down (hours)", "停机（小时）") }
    var idle: String { pick("Down, answering (hours)", "停机但有应答（小时）") }
    var uncredited: String { pick("Outside the agreed uptime (hours)", "不计入约定在线率（小时）") }
    var answeredDays: String { pick("Days measured by answers", "按应答计的机器日") }
    var missing: String { pick("Without telemetry (hours)", "无遥测（小时）") }

    var mined: String { pick("Mined value", "产出价值") }
    var minedByHashrate: String { pick("by metered hashrate and the network of each day", "按计量算力与每日全网数据") }
    var minedTyped: String { pick("as told, such as by the pool", "按填报金额（如矿池对账单）") }
    var minedDays: String { pick("Mined by day", "每日产出") }
    func minedEstimated(_ terahashDays: String) -> String {
        pick("Estimated of the hashrate, all days added: \(terahashDays) TH/s", "其中估算的算力（各日合计）：\(terahashDays) TH/s")
    }
    func minedUntold(_ hours: String) -> String {
        pick("Hours of hashing in which no hashrate was told: \(hours)", "挖矿但未上报算力的小时数：\(hours)")
    }
    var minedColumns: [String] {
        isChinese
            ? ["日期", "TH/s（日均）", "难度", "区块（BTC）", "USD/BTC", "BTC", "USD"]
            : ["Day", "TH/s (mean)", "Difficulty", "Block (BTC)", "USD/BTC", "BTC", "USD"]
    }
    var minedFormula: String {
        pick(
            "BTC = TH/s · 86,400 · 10^12 / (difficulty · 2^32) · BTC of a block (subsidy + fees)",
            "BTC = TH/s · 86,400 · 10^12 /（难度 · 2^32）· 每区块 BTC（补贴 + 手续费）")
    }

    func line(_ kind: String) -> String {
        switch kind {
        case "energy": pick("Energy (kWh)", "电量（kWh）")
        case "base": pick("Fee (machines × months)", "基础费（台×月）")
        case "revenue_share": pick("Share of revenue (%)", "收益分成（%）")
        case "uptime_credit": pick("Credit for downtime (uptime %, agreed %)", "停机补偿（在线率 %，约定 %）")
        case "curtailment_credit": pick("Credit for curtailment (kWh)", "限电补偿（kWh）")
        default: kind
        }
    }
}
