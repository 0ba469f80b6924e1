/// Tenants by plugins, as the template reads it. Pure.
struct OperatorTable {
    let tenants: [TenantSummary]
    let plugins: [PluginDescription]
    let texts: OperatorTexts

    var json: JSONValue {
        [
            "plugins": .array(
                plugins.map {
                    ["id": .string($0.id), "name": .string($0.name), "version": .string($0.version), "isolation": .string($0.isolation)]
                }),
            "rows": .array(ordered.map { row($0.tenant, depth: $0.depth) }),
            "has_plugins": .bool(!plugins.isEmpty), "tenant_count": .int(tenants.filter { $0.kind != .operator }.count),
            "plugin_count": .int(plugins.count),
            "enabled_count": .int(tenants.flatMap(\.instances.values).filter(\.isEnabled).count),
        ]
    }

    /// Providers by name, each followed by its clients; tenants whose parent is not here come last.
    private var ordered: [(tenant: TenantSummary, depth: Int)] {
        let shown = tenants.filter { $0.kind != .operator }
        let byParent = Dictionary(grouping: shown.filter { $0.kind == .client }) { $0.parentId ?? "" }
        let providers = shown.filter { $0.kind == .provider }.sorted { $0.name < $1.name }
        var rows: [(TenantSummary, Int)] = []
        for provider in providers {
            rows.append((provider, 0))
            rows += (byParent[provider.id] ?? []).sorted { $0.name < $1.name }.map { ($0, 1) }
        }
        let placed = Set(rows.map(\.0.id))
        return rows + shown.filter { !placed.contains($0.id) }.sorted { $0.name < $1.name }.map { ($0, 0) }
    }

    private func row(_ tenant: TenantSummary, depth: Int) -> JSONValue {
        [
            "id": .string(tenant.id), "name": .string(tenant.name), "kind": .string(texts.kind(tenant.kind)), "is_client": .bool(depth > 0),
            "cells": .array(plugins.map { Self.cell(tenant, $0, texts: texts) }),
        ]
    }

    /// One cell; also answered alone when it changed.
    static func cell(_ tenant: TenantSummary, _ plugin: PluginDescription, texts: OperatorTexts) -> JSONValue {
        let instance = tenant.instances[plugin.id]
        let enabled = instance?.isEnabled ?? false
        return [
            "tenant": .string(tenant.id), "tenant_name": .string(tenant.name), "plugin": .string(plugin.id),
            "plugin_name": .string(plugin.name),
            "enabled": .bool(enabled), "can_switch": .bool(texts.canSwitch), "version": instance?.version.map { .string($0) } ?? .null,
            "trouble": instance?.trouble.map { .string($0) } ?? .null,
            "changed_at": JSONAnswer.time(instance?.changedAt), "changed_by": instance?.changedBy.map { .string($0) } ?? .null,
        ]
    }
}
