import PluginKit
import Synchronization
import Testing

@testable import Hosting

@Suite("What miners were told of their rest is remembered")
struct PowerOrderTests {
    private func order(_ id: Int64, _ action: DeviceAction) -> DeviceOrder {
        DeviceOrder(minerId: id, address: "10.0.0.1", port: 4_028, firmware: nil, action: action)
    }

    @Test(
        "where it may have heard it, the last of several, and nothing that is not about rest", arguments: DeviceOrderResult.Outcome.allCases
    )
    func heard(_ outcome: DeviceOrderResult.Outcome) {
        let orders = [order(2, .sleep), order(1, .sleep), order(1, .wake), order(3, .restart), order(4, .limitPower(watts: 9))]
        let heard = PowerOrder.heard(orders, orders.map { DeviceOrderResult(minerId: $0.minerId, outcome: outcome, detail: "") })
        switch outcome {
        case .accepted, .alreadySo, .unconfirmed:
            #expect(heard == [PowerOrder(minerId: 1, sleeps: false), PowerOrder(minerId: 2, sleeps: true)])
        case .unsupported, .refused, .unreachable: #expect(heard.isEmpty)
        }
    }

    @Test("who cannot rest is known by its last order to rest or wake, and by no other order")
    func sleepless() {
        let orders = [
            order(1, .sleep), order(2, .sleep), order(2, .wake), order(3, .limitPower(watts: 9)), order(4, .wake), order(5, .sleep),
        ]
        let outcomes: [DeviceOrderResult.Outcome] = [.unsupported, .unsupported, .accepted, .unsupported, .unsupported, .refused]
        let results = zip(orders, outcomes).map { DeviceOrderResult(minerId: $0.minerId, outcome: $1, detail: "Has no work mode.") }
        #expect(SleeplessMiner.told(orders, results).map(\.minerId) == [1, 4])
        #expect(OrderMemory([order(5, .sleep)], [DeviceOrderResult(minerId: 5, outcome: .refused, detail: "")]).isEmpty)
    }

    @Test("the mode in which it hashes is kept of the order that found one, whatever became of it")
    func workMode() {
        let orders = [order(1, .sleep), order(1, .sleep), order(2, .wake)]
        let results = [
            DeviceOrderResult(minerId: 1, outcome: .unconfirmed, detail: "", workMode: "3"),
            DeviceOrderResult(minerId: 1, outcome: .alreadySo, detail: ""),
            DeviceOrderResult(minerId: 2, outcome: .accepted, detail: ""),
        ]
        let heard = PowerOrder.heard(orders, results)
        #expect(heard == [PowerOrder(minerId: 1, sleeps: true, workMode: "3"), PowerOrder(minerId: 2, sleeps: false)])
    }

    @Test("by whoever carries orders out, for the devices that took them")
    func commander() async throws {
        let kept = Mutex<[OrderMemory]>([])
        let commander = DeviceCommander(
            settings: HostingSettings(
                connectTimeoutMillis: 500, replyTimeoutMillis: 500, lowHashratePercent: 50, curtailmentSettleSeconds: 45, webPort: 80,
                whatsminerPort: 4_433, keepSamplesDays: 1, keepEventsDays: 1, keepOperationsDays: 1, keepPricesDays: 1),
            exchanges: Answering(), passwords: { DevicePasswords() }, now: { Timestamp(unixMicros: 1_700_000_000_000_000) },
            remember: { memory in kept.withLock { $0.append(memory) } })
        let orders = [order(7, .sleep), DeviceOrder(minerId: 8, address: "10.0.0.2", port: 4_028, firmware: "FluxOS 2", action: .sleep)]
        let results = try await commander.carryOut(
            orders.map { order in
                var order = order
                order.firmware = order.firmware ?? "SealMiner 4.11.1"
                return order
            })
        #expect(results.map(\.outcome) == [.accepted, .unsupported])
        #expect(kept.withLock { $0.map(\.heard) } == [[PowerOrder(minerId: 7, sleeps: true)]])
        let cannot = SleeplessMiner(minerId: 8, firmware: "FluxOS 2", why: DeviceMessage(.noWay, ["firmware": "FluxOS 2"]))
        #expect(kept.withLock { $0.map(\.sleepless) } == [[cannot]])
    }

    /// A device that takes what it is told.
    private struct Answering: DeviceExchanging {
        func answers(_ round: OrderRound) async throws -> [OrderAnswer] {
            round.exchanges.map {
                OrderAnswer(key: $0.key, outcome: .replied, bytes: bytes(#"{"STATUS":[{"STATUS":"S","Code":119,"Msg":"ok"}]}"#), cause: "")
            }
        }
    }

    @Test("a sleep that only the order tells of is believed of a miner that hashes nothing, and of none that says or draws otherwise")
    func judged() {
        func judge(_ reply: String, told: Bool = true) -> ObservedState {
            var builder = MinerReadingBuilder()
            _ = builder.add(bytes(reply))
            let judge = MinerJudge(nameplateHashrateTHs: 100, nameplatePowerWatts: 3_000, lowHashratePercent: 80, isToldToSleep: told)
            return judge.judge(builder.finish()).state
        }
        #expect(judge(#"{"SUMMARY":[{"MHS 5s":0}]}"#) == .paused)
        #expect(judge(#"{"SUMMARY":[{"MHS 5s":0,"Power":400}]}"#) == .paused)
        #expect(judge(#"{"SUMMARY":[{"MHS 5s":0}]}"#, told: false) == .hashingLow)
        #expect(judge(#"{"SUMMARY":[{"MHS 5s":0,"Power":2900}]}"#) == .hashingLow, "it draws as at work")
        #expect(judge(#"{"SUMMARY":[{"MHS 5s":4000000}]}"#) == .hashingLow, "it still hashes")
        #expect(judge(#"{"STATS":[{"GHS 5s":"0","state":"mining"}]}"#) == .hashingLow, "it says that it mines")
        #expect(judge(#"{"SUMMARY":[{"MHS 5s":99000000}]}"#) == .ok)
    }
}
