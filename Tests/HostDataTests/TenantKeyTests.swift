import HostData
import Testing

@Suite("Tenant keys")
struct TenantKeyTests {
    @Test("a provider sees itself and exactly its clients")
    func providerSight() {
        let north = TenantKey(provider: 1)
        let south = TenantKey(provider: 2)
        #expect(north.sight.contains(TenantKey(provider: 1, client: 1).rawValue))
        #expect(north.sight.contains(TenantKey(provider: 1, client: .max).rawValue))
        #expect(!north.sight.contains(south.rawValue))
        #expect(!north.sight.contains(TenantKey(provider: 2, client: 1).rawValue))
        #expect(!north.sight.overlaps(south.sight))
    }

    @Test("a client and the operator see only themselves")
    func narrowSight() {
        let alpha = TenantKey(provider: 1, client: 7)
        #expect(alpha.sight == alpha.rawValue...alpha.rawValue)
        #expect(TenantKey.operator.sight == 0...0)
    }

    @Test("the numbers can be read back", arguments: [(UInt32(1), UInt32(0)), (1, 1), (2_147_483_647, .max), (77, 4_000_000_000)])
    func roundTrip(provider: UInt32, client: UInt32) {
        let key = TenantKey(provider: provider, client: client)
        #expect(key.providerNumber == provider && key.clientNumber == client)
        #expect(key.rawValue > 0)
        #expect(key.isProvider == (client == 0) && key.isClient == (client != 0))
    }
}
