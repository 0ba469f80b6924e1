import HostTenancy
import Testing

@testable import HostPlugins

@Suite("The names of a plugin's metrics are each tenant's own")
struct PluginMetricsTests {
    private let metrics = PluginMetrics(plugin: "test")

    private func fill(_ tenant: String, names: Int, limit: Int = Quota.metricSeries.standard) -> [PluginStatus] {
        (0..<names).map { metrics.set("\(tenant)_\($0)", Double($0), tenantId: tenant, limit: limit).status }
    }

    @Test("However many tenants have names of their own, the next one has all that its limit allows, and no more") func bounds() {
        let limit = Quota.metricSeries.standard
        for number in 0..<40 {
            #expect(fill("t\(number)", names: limit).allSatisfy { $0 == .ok }, "tenant \(number)")
            let more = metrics.add("more_total", 1, tenantId: "t\(number)", limit: limit)
            #expect(more.status == .overQuota && more.names == limit)
        }
        #expect(metrics.samples().count == 40 * limit)
        #expect(metrics.set("t0_0", 7, tenantId: "t0", limit: limit).status == .ok, "one that it has")
        let raised = metrics.add("more_total", 1, tenantId: "t0", limit: limit + 1)
        #expect(raised.status == .ok && raised.names == limit + 1)
    }

    @Test("What a tenant had goes with it; what others have by the same name stays") func forgotten() {
        for tenant in ["a", "b"] { _ = metrics.add("shared_total", 2, tenantId: tenant, limit: 3) }
        #expect(fill("a", names: 2, limit: 3).allSatisfy { $0 == .ok })
        #expect(fill("a", names: 3, limit: 3).last == .overQuota)
        metrics.forget(tenantId: "a")
        metrics.forget(tenantId: "nobody")
        #expect(metrics.samples().map(\.name) == ["hashinsight_plugin_test_shared_total"])
        #expect(metrics.samples().first?.tenantId == "b" && metrics.samples().first?.value == 2)
        #expect(fill("a", names: 3, limit: 3).allSatisfy { $0 == .ok }, "its count went too")
        metrics.forget(tenantId: "b")
        // Nobody has the name any more, so nothing of it is left.
        #expect(metrics.add("shared_total", 5, tenantId: "c", limit: 1).status == .ok)
        #expect(metrics.samples().first { $0.tenantId == "c" }?.value == 5)
    }
}
