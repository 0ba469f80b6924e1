import HostPlugins
import HostTenancy
import HostWeb

extension ToggleImpact {
    /// What the runtime found, as lines for the operator.
    init(_ impact: PluginImpact, asks: [String] = [], limits: Quotas? = nil) {
        let pages = impact.routes.filter(\.isPage).count
        let scheduled = impact.jobs.filter { if case .onDemand = $0.schedule { false } else { true } }.count
        var lines: [Line] = []
        if let obstacle = impact.obstacle { lines.append(Line(key: obstacle, weight: .blocking)) }
        let counts = ["count": String(pages), "routes": String(impact.routes.count - pages)]
        if impact.isEnabling {
            lines.append(Line(key: "pages", weight: .info, values: counts))
            if scheduled > 0 { lines.append(Line(key: "jobs", weight: .info, values: ["count": String(scheduled)])) }
        } else {
            lines.append(Line(key: "pages_gone", weight: .warning, values: counts))
            if scheduled > 0 {
                lines.append(
                    Line(
                        key: "jobs_stopped", weight: .warning,
                        values: ["count": String(scheduled), "running": String(impact.callsUnderWay)]))
            }
            lines.append(Line(key: "data_kept", weight: .info))
        }
        let rows = impact.tables.compactMap(\.rowCount).reduce(0, +)
        if rows > 0 {
            let isCut = impact.tables.contains { $0.rowCount ?? 0 >= PluginImpact.countLimit }
            lines.append(Line(key: "rows", weight: .info, values: ["rows": isCut ? "\(rows)+" : String(rows)]))
        }
        if impact.isEnabling {
            lines.append(Line(key: "writes", weight: .info, values: ["tables": impact.tables.map(\.name).joined(separator: ", ")]))
            lines.append(Line(key: "grants", weight: .info, values: ["grants": impact.grants.joined(separator: ", ")]))
        }
        let quotas = limits.map { limits in
            Quota.allCases.map { Limit(name: $0.rawValue, limit: limits[$0], unit: $0.unit, window: $0.window) }
        }
        self.init(lines: lines, asks: asks, quotas: impact.isEnabling ? quotas ?? [] : [])
    }
}
