import PluginKit

/// The job that carries out what was ordered. A run takes up what a run before it left, however that one ended.
struct OperationRun: Sendable {
    let context: PluginContext
    let commander: any DeviceCommanding
    /// Orders that are out at a time.
    static let ordersAtOnce: Int64 = 500
    /// A run ends after so many: the next one goes on, and other jobs of the tenant have their turn.
    private static let mostRounds = 8

    /// One order as `orders_claim` gives it.
    private struct Claimed: RowDecodable {
        let operationId: Int64
        let minerId: Int64
        /// nil for a miner that is not there any more, or a wish that no device can be told.
        let order: DeviceOrder?
        let isThere: Bool

        init(row: Row) throws {
            operationId = try row["operation_id"]
            minerId = try row["miner_id"]
            let address = try row.text("address")
            isThere = address != nil
            guard let address, let port = try row.integer("port"), let serialNumber = try row.text("serial_number"),
                let action = BulkAction.deviceAction(
                    try row["action"], wanted: try row["wanted"], password: try row["password"], serialNumber: serialNumber,
                    address: address, id: minerId)
            else {
                order = nil
                return
            }
            order = DeviceOrder(
                minerId: minerId, address: address, port: UInt16(clamping: port), firmware: try row.text("firmware"), action: action)
        }
    }

    /// What became of one order, as `orders_end` takes it.
    private struct Ended {
        let operationId: Int64
        let minerId: Int64
        let outcome: String
        let why: DeviceMessage
    }

    /// Throws `PluginError` of the database, or if nothing could be sent at all: the orders then stay out and the next run takes them up.
    func run(_ run: JobRun) async throws -> JobSummary {
        let store = OperationStore(context: context)
        try await context.database.execute("orders_resume")
        for row in try await context.database.query("operations_open") where BulkAction.isRecord(try row["action"]) {
            try await store.apply(try row["id"])
        }
        var (sent, accepted) = (0, 0)
        for _ in 0..<OperationRun.mostRounds {
            let claimed: [Claimed] = try await context.database.query("orders_claim", .integer(OperationRun.ordersAtOnce)).decode()
            guard !claimed.isEmpty else { break }
            let ended = try await carryOut(claimed)
            try await context.database.execute("orders_end", OperationRun.rows(ended))
            sent += ended.count
            accepted += ended.count { $0.outcome == "accepted" || $0.outcome == "already_so" }
            store.announce()
        }
        if try await context.database.execute("operations_finish") > 0 { store.announce() }
        return JobSummary { json in
            json.field("orders", sent)
            json.field("accepted", accepted)
        }
    }

    private func carryOut(_ claimed: [Claimed]) async throws -> [Ended] {
        var ended: [Ended] = []
        // Several operations may want something of one miner: each order is known by its place.
        let sendable = claimed.filter { $0.order != nil }
        let results = try await commander.carryOut(sendable.compactMap(\.order))
        for (order, result) in zip(sendable, results) {
            ended.append(
                Ended(operationId: order.operationId, minerId: order.minerId, outcome: result.outcome.rawValue, why: result.why))
        }
        for order in claimed where order.order == nil {
            let outcome = order.isThere ? "unsupported" : "gone"
            ended.append(Ended(operationId: order.operationId, minerId: order.minerId, outcome: outcome, why: .nothing))
        }
        return ended
    }

    private static func rows(_ ended: [Ended]) -> Value {
        Value.json { json in
            json.array { json in
                for one in ended {
                    json.object { json in
                        json.field("operation_id", one.operationId)
                        json.field("miner_id", one.minerId)
                        json.field("outcome", one.outcome)
                        one.why.write(to: &json)
                    }
                }
            }
        }
    }
}
