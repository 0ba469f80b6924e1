import PluginKit

/// What is remembered of one rule and one miner: pending until its delay is over, then open, then resolved; settled when nothing about it is
/// left to tell.
struct AlertRecord: Sendable, Equatable {
    /// Nil until it is stored.
    let id: Int64?
    let ruleId: Int64
    let miner: MinerKey
    let serialNumber: String
    let client: String
    let site: String?
    /// What was measured when it began, in the unit of the rule's kind.
    let value: Double?
    let beganAt: Timestamp
    /// When the delay was over; nil while it is pending.
    var openedAt: Timestamp?
    /// When it was first told.
    var notifiedAt: Timestamp?
    var resolvedAt: Timestamp?
    let isAcknowledged: Bool
    var isSettled = false

    /// Whether it is open now.
    var isOpen: Bool { openedAt != nil && resolvedAt == nil }
}

extension AlertRecord: RowDecodable {
    init(row: Row) throws {
        id = try row["id"]
        ruleId = try row["rule_id"]
        miner = MinerKey(tenantId: try row["miner_tenant_id"], minerId: try row["miner_id"])
        serialNumber = try row["serial_number"]
        client = try row["client"]
        site = try row.text("site")
        value = try row.number("value")
        beganAt = try row["began_at"]
        openedAt = try row.timestamp("opened_at")
        notifiedAt = try row.timestamp("notified_at")
        resolvedAt = try row.timestamp("resolved_at")
        isAcknowledged = try row["is_acknowledged"]
    }
}
