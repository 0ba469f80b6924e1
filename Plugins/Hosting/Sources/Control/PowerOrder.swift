import PluginKit

/// What a miner was told of its rest and may have heard.
struct PowerOrder: Sendable, Equatable {
    let minerId: Int64
    let sleeps: Bool
    /// In which work mode it hashes, where the order found one.
    var workMode: String?

    /// Of orders and what became of them, in the same sequence: the last of each miner. Pure.
    static func heard(_ orders: [DeviceOrder], _ results: [DeviceOrderResult]) -> [PowerOrder] {
        var last: [Int64: PowerOrder] = [:]
        for (order, result) in zip(orders, results) {
            guard order.action == .sleep || order.action == .wake else { continue }
            switch result.outcome {
            case .accepted, .alreadySo, .unconfirmed:
                last[order.minerId] = PowerOrder(
                    minerId: order.minerId, sleeps: order.action == .sleep, workMode: result.workMode ?? last[order.minerId]?.workMode)
            case .unsupported, .refused, .unreachable: continue
            }
        }
        return last.values.sorted { $0.minerId < $1.minerId }
    }

    /// The parameter of `power_orders_write`.
    static func rows(_ orders: [PowerOrder]) -> Value {
        .json { json in
            json.array { json in
                for order in orders {
                    json.object { json in
                        json.field("miner_id", order.minerId)
                        json.field("sleeps", order.sleeps)
                        json.field("work_mode", order.workMode)
                    }
                }
            }
        }
    }
}
