import PluginKit

/// A miner that was told to rest or wake, and whose firmware cannot.
struct SleeplessMiner: Sendable, Equatable {
    let minerId: Int64
    /// As it was known when the order went out; nil where the device itself was asked.
    let firmware: String?
    let why: DeviceMessage

    /// Of orders and what became of them, in the same sequence: the last of each miner. Pure.
    static func told(_ orders: [DeviceOrder], _ results: [DeviceOrderResult]) -> [SleeplessMiner] {
        var last: [Int64: SleeplessMiner] = [:]
        for (order, result) in zip(orders, results) where order.action == .sleep || order.action == .wake {
            switch result.outcome {
            case .unsupported: last[order.minerId] = SleeplessMiner(minerId: order.minerId, firmware: order.firmware, why: result.why)
            case .accepted, .alreadySo: last[order.minerId] = nil
            case .refused, .unreachable, .unconfirmed: continue
            }
        }
        return last.values.sorted { $0.minerId < $1.minerId }
    }

    /// The parameter of `sleepless_write`.
    static func rows(_ miners: [SleeplessMiner]) -> Value {
        .json { json in
            json.array { json in
                for miner in miners {
                    json.object { json in
                        json.field("miner_id", miner.minerId)
                        json.field("firmware", miner.firmware)
                        miner.why.write(to: &json)
                    }
                }
            }
        }
    }
}
