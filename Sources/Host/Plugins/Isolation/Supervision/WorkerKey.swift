import HostTenancy

/// Which instances share one worker. Pure.
struct WorkerKey: Hashable, Sendable {
    /// Another version has another library, and other workers.
    let libraryPath: String
    /// For people: the tenant's id, `all`, or the number of the pool's member.
    let share: String
    /// One tenant has it for itself.
    let isOneTenants: Bool

    init(libraryPath: String, sharing: WorkerSharing, tenantId: String) {
        self.libraryPath = libraryPath
        isOneTenants = sharing == .tenant
        switch sharing {
        case .tenant: share = tenantId
        case .plugin: share = "all"
        case .pool(let size):
            // FNV-1a over the id: the same tenant meets the same neighbours after a restart.
            let hash = tenantId.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
            share = "pool-\(hash % UInt64(max(1, size)))"
        }
    }
}
