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
    var measured: String { pick("Measured (kWh)", "计量电量（kWh）") }
    var estimated: String { pick("Estimated for gaps (kWh)", "遥测缺失估算（kWh）") }
    var machineHours: String { pick("Machine hours", "机器小时") }
    var curtailed: String { pick("Curtailed (hours)", "限电（小时）") }
    var down: String { pick("Down (hours)", "停机（小时）") }
    var idle: String { pick("Down, answering (hours)", "停机但有应答（小时）") }
    var answeredDays: String { pick("Days measured by answers", "按应答计的机器日") }
    var missing: String { pick("Without telemetry (hours)", "无遥测（小时）") }

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
