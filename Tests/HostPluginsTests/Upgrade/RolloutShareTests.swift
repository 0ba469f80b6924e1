import HostData
import HostTenancy
import TestSupport
import Testing

@testable import HostPlugins

@Suite("Who gets a new version")
struct RolloutShareTests {
    private func tenant(_ provider: UInt32, _ client: UInt32 = 0) -> Tenant {
        Tenant(
            id: client == 0 ? "p\(provider)" : "p\(provider)c\(client)", key: TenantKey(provider: provider, client: client),
            kind: client == 0 ? .provider : .client, name: "", parentId: client == 0 ? nil : "p\(provider)", slots: 1, isEnabled: true)
    }

    @Test("By percent: always the same, never fewer with more percent, families together, about as many as asked for")
    func percent() {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SeededRandom(seed)
        for _ in 0..<2 {
            let rollout = Int64(random.next() % 1_000_000)
            var before: Set<UInt32> = []
            for percent in stride(from: 0, through: 100, by: 5) {
                let share = RolloutShare.percent(percent)
                let chosen = Set((1...2_000 as ClosedRange<UInt32>).filter { share.includes(tenant($0), rollout: rollout) })
                #expect(chosen == Set((1...2_000 as ClosedRange<UInt32>).filter { share.includes(tenant($0), rollout: rollout) }))
                #expect(before.isSubset(of: chosen))
                #expect(abs(chosen.count - 20 * percent) <= 120, "\(chosen.count) of 2000 for \(percent) %")
                before = chosen
                for _ in 0..<20 {
                    let provider = UInt32(random.next() % 2_000) + 1
                    let client = UInt32(random.next() % 500) + 1
                    #expect(share.includes(tenant(provider, client), rollout: rollout) == chosen.contains(provider))
                }
            }
            #expect(before.count == 2_000)
        }
    }

    @Test("Each rollout mixes the providers anew")
    func mixed() {
        let share = RolloutShare.percent(50)
        let first = (1...200 as ClosedRange<UInt32>).map { share.includes(tenant($0), rollout: 1) }
        let second = (1...200 as ClosedRange<UInt32>).map { share.includes(tenant($0), rollout: 2) }
        #expect(first != second)
    }

    @Test("By name: a provider takes its clients along, a client moves alone")
    func names() {
        let share = RolloutShare.tenants(["p1", "p2c3"])
        let chosen = [tenant(1), tenant(1, 7), tenant(2), tenant(2, 3), tenant(2, 4)].map { share.includes($0, rollout: 9) }
        #expect(chosen == [true, true, false, true, false])
        #expect(RolloutShare.all.includes(tenant(5), rollout: 1))
        #expect(!RolloutShare.tenants([]).includes(tenant(5), rollout: 1))
    }
}
