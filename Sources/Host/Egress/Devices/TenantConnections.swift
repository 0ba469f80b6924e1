/// The connections that one tenant has open on one loop.
final class TenantConnections {
    let tenantKey: Int64
    var openCount = 0
    var roundCount = 0

    init(tenantKey: Int64) {
        self.tenantKey = tenantKey
    }
}
