/// A kind of record: its name, its fields, and what its list can be narrowed to.
struct RecordKind: Sendable {
    /// `lead`; statements and routes are named after it.
    let name: String
    let plural: String
    let fields: [RecordField]
    /// Query items of the list, in the order of its statement's first parameters.
    let filters: [RecordField]
    /// What fields that are fine each by itself get wrong together, of a table's line and columns.
    var check: @Sendable (_ draft: RecordDraft, _ line: Int?, _ columns: [String: Int]) -> FieldFault? = { _, _, _ in nil }

    var names: Set<String> { Set(fields.map(\.name)) }

    private static let search = RecordField("q", .text(100))

    static let lead = RecordKind(
        name: "lead", plural: "leads",
        fields: [
            RecordField("name", .text(200), isRequired: true), RecordField("company", .text(200)), RecordField("email", .email),
            RecordField("phone", .text(50)), RecordField("source", .text(100)), RecordField("note", .text(4_000)),
        ], filters: [RecordField("stage", .choice(LeadStage.words)), search])

    /// As a table has them: with the stage, which a form moves.
    static let importedLead = RecordKind(
        name: "lead", plural: "leads", fields: lead.fields + [RecordField("stage", .choice(LeadStage.words))], filters: [])

    static let contact = RecordKind(
        name: "contact", plural: "contacts",
        fields: [
            RecordField("lead_id", .id), RecordField("name", .text(200), isRequired: true), RecordField("position", .text(200)),
            RecordField("email", .email), RecordField("phone", .text(50)),
        ], filters: [RecordField("lead_id", .id), search])

    static let deal = RecordKind(
        name: "deal", plural: "deals",
        fields: [
            RecordField("lead_id", .id, isRequired: true), RecordField("title", .text(200), isRequired: true),
            RecordField("value", .amount), RecordField("currency", .currency), RecordField("closes_on", .date),
        ], filters: [RecordField("lead_id", .id), RecordField("stage", .choice(DealStage.words)), search])

    static let activity = RecordKind(
        name: "activity", plural: "activities",
        fields: [
            RecordField("lead_id", .id, isRequired: true), RecordField("kind", .choice(["note", "call", "mail"]), isRequired: true),
            RecordField("text", .text(4_000), isRequired: true), RecordField("happened_at", .time),
        ], filters: [RecordField("lead_id", .id), RecordField("kind", .choice(["note", "call", "mail", "lead_stage", "deal_stage"]))])

    static let contract = RecordKind(
        name: "contract", plural: "contracts",
        fields: [
            RecordField("client", .text(200), isRequired: true), RecordField("client_address", .text(1_000)),
            RecordField("client_tenant", .tenant), RecordField("site_id", .site),
            RecordField("lead_id", .id), RecordField("kind", .choice(ContractKind.words), isRequired: true),
            RecordField("currency", .currency),
            RecordField("price_per_kwh", .decimal(most: 1_000, decimals: 8)), RecordField("tariff", .text(100)),
            RecordField("fee_per_machine", .decimal(most: 1_000_000, decimals: 4)),
            RecordField("revenue_share_percent", .decimal(most: 100, decimals: 4)),
            RecordField("revenue_basis", .choice(RevenueBasis.words)),
            RecordField("agreed_uptime_percent", .decimal(most: 100, decimals: 4)),
            RecordField("curtailment_credit_per_kwh", .decimal(most: 1_000, decimals: 8)),
            RecordField("tax_percent", .decimal(most: 100, decimals: 4)), RecordField("starts_on", .date), RecordField("ends_on", .date),
            RecordField("payment_days", .whole(most: 365)), RecordField("invoice_email", .email),
            RecordField("untold_power", .choice(UntoldRule.words)), RecordField("untold_curtailment", .choice(UntoldRule.words)),
            RecordField("mail_language", .choice(["en", "zh-CN"])), RecordField("reminders", .choice(["off", "on"])),
        ], filters: [RecordField("kind", .choice(ContractKind.words)), search])

    static let price = RecordKind(
        name: "price", plural: "prices",
        fields: [
            RecordField("tariff", .text(100)), RecordField("starts_on", .date, isRequired: true),
            RecordField("ends_on", .date, isRequired: true),
            RecordField("price_per_kwh", .decimal(most: 1_000, decimals: 8), isRequired: true), RecordField("currency", .currency),
            RecordField("source", .text(200)),
        ], filters: [RecordField("tariff", .text(100))],
        check: { draft, line, columns in PriceRules.fault(of: draft, line: line, columns: columns) })
}
