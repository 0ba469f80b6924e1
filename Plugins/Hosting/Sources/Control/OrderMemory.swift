import PluginKit

/// What is to be remembered of orders to rest or wake.
struct OrderMemory: Sendable, Equatable {
    /// What miners may have heard.
    let heard: [PowerOrder]
    /// Which miners cannot.
    let sleepless: [SleeplessMiner]

    var isEmpty: Bool { heard.isEmpty && sleepless.isEmpty }

    /// Of orders and what became of them, in the same sequence.
    init(_ orders: [DeviceOrder], _ results: [DeviceOrderResult]) {
        heard = PowerOrder.heard(orders, results)
        sleepless = SleeplessMiner.told(orders, results)
    }

    /// Writes it down, in one transaction. Throws `PluginError`.
    func keep(_ database: Database) async throws(PluginError) {
        let orders = PowerOrder.rows(heard)
        _ = try await database.batch([
            Database.Call("power_orders_write", orders), Database.Call("sleepless_forget", orders),
            Database.Call("sleepless_write", SleeplessMiner.rows(sleepless)),
        ])
    }
}
