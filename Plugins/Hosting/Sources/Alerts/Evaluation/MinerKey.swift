/// Which miner: ids are given within a tenant.
struct MinerKey: Sendable, Hashable {
    let tenantId: Int64
    let minerId: Int64
}
