@testable import HostPlugins
import HostTenancy
import TestSupport
import Testing

@Suite("The manifest")
struct ManifestReaderTests {
    @Test("is read into types, field by field")
    func read() throws {
        let manifest = try Manifests.manifest()
        #expect(manifest.id == "hosting")
        #expect(manifest.version == SemanticVersion("1.0.0"))
        #expect(manifest.abi == ContractVersion(major: 1, minor: 0))
        #expect(manifest.calls == .inline)
        #expect(manifest.isWorkerSafe)
        #expect(manifest.grants == Grants(devices: true, tables: [TableGrant(plugin: "crm", table: "contracts")]))
        #expect(manifest.routes.map(\.name) == ["list_miners", "show_miner", "miners_page"])
        #expect(manifest.routes[1].path.parameters == ["id"])
        #expect(manifest.routes[2].isPage)
        #expect(manifest.navigation == [NavigationEntry(route: "miners_page", title: "nav.miners", icon: "cpu", order: 20)])
        #expect(manifest.jobs[0] == JobDeclaration(name: "collect", schedule: .every(seconds: 60), deadlineSeconds: 55, attempts: 1))
        #expect(manifest.jobs[1].schedule == .cron("15 3 * * *", timeZone: "UTC"))
        #expect(manifest.tables.map(\.name) == ["miner_models", "miners", "sites", "telemetry"])
        #expect(manifest.table("telemetry")?.partition == .init(column: "recorded_at", everySeconds: 86_400, keepSeconds: 30 * 86_400))
        #expect(manifest.table("sites")?.visibleThrough?.columns.map(\.column) == ["id", "tenant_id"])
        #expect(manifest.rollup("telemetry_5m")?.rollup.everySeconds == 300)
        #expect(manifest.quotas == .standard)
        #expect(manifest.settings.withDefaults(.object([:])) == .object(["collect_seconds": .integer(60)]))
    }

    @Test(
        "says of each table of others whether the plugin can do without it",
        arguments: [(", optional: true", true), (", optional: false", false), ("", false)])
    func optionalTables(more: String, isOptional: Bool) throws {
        let text = Manifests.hosting.replacing(
            #"["crm.contracts: read"]"#, with: "[{crm.contracts: read\(more)}, \"app.member_names: read\"]")
        let grants = try ManifestReader.read(text).grants
        let contracts = TableGrant(plugin: "crm", table: "contracts")
        let names = TableGrant(plugin: "app", table: "member_names")
        #expect(grants.tables == [contracts, names])
        #expect(grants.optionalTables == (isOptional ? [contracts] : []))
        #expect(grants.requiredTables == (isOptional ? [names] : [contracts, names]))
        #expect(GrantRequest(try ManifestReader.read(text)).texts.contains("table:crm.contracts"), "it is consented to as any other")
    }

    @Test(
        "says file, line, column, field and what was expected",
        arguments: [
            ("id: hosting", "id: Hosting", "plugin.yaml:1:5: id: wrong value, expected an id"),
            ("id: hosting", "id: api", "plugin.yaml:1:5: id: reserved"),
            ("version: 1.0.0", "version: 1.0", "plugin.yaml:3:10: version: wrong value, expected a semantic version"),
            ("version: 1.0.0\n", "", "version: missing"),
            ("abi: \"1.0\"", "abi: 1", "abi: wrong value, expected a contract version"),
            ("toolchain: swift-6.3", "toolchain: Swift 6", "toolchain: wrong value"),
            ("toolchain: swift-6.3", "toolchain: swift-5.9", "toolchain: another toolchain, expected swift-6"),
            ("toolchain: swift-6.3", "toolchain: swift-6.3\nstatements: [a, a]", "statements[1]: duplicate statement"),
            ("library: libHosting.so", "library: ../x.so", "library: wrong value"),
            ("calls: inline", "calls: sometimes", "calls: wrong value, expected one of inline, threads, found sometimes"),
            ("hashinsight.log/1", "hashinsight.root/1", "services[3]: unknown service"),
            ("hashinsight.log/1", "hashinsight.db/1", "services[3]: duplicate service"),
            ("devices: true", "disks: true", "grants.disks: unknown grant"),
            ("crm.contracts: read", "crm.contracts: write", "grants.tables[0]: unknown right"),
            (
                #""crm.contracts: read""#, "{crm.contracts: read, optional: perhaps}",
                "tables[0].optional: wrong type, expected true or false"
            ),
            (
                #""crm.contracts: read""#, "{crm.contracts: read, crm.leads: read}",
                "expected plugin.table: read, beside it optional: true or nothing"
            ),
            (#""crm.contracts: read""#, "{optional: true}", "grants.tables[0]: wrong value"),
            (
                #""crm.contracts: read""#, "{app.member_names: read, optional: true}",
                "the host's tables are always there, expected no optional"
            ),
            (#""crm.contracts: read""#, #"{crm.contracts: read, optional: true}, "crm.contracts: read""#, "tables[1]: duplicate grant"),
            ("crm.contracts: read", "app.members: read", "not a table that the host grants, expected app.member_names: read"),
            ("name: show_miner", "name: list_miners", "routes[1].name: duplicate route name"),
            ("/api/v1/hosting/miners/{id}", "/api/v1/hosting/miners", "routes[1].path: duplicate route"),
            ("/api/v1/hosting/miners/{id}", "/api/v1/crm/miners", "routes[1].path: outside the plugin's paths"),
            ("path: /hosting/miners", "path: /api/v1/hosting/page", "routes[2].path: outside the plugin's paths"),
            ("/api/v1/hosting/miners/{id}", "/api/v1/hosting/../miners", "routes[1].path: wrong path"),
            ("method: GET, path: /hosting", "method: TRACE, path: /hosting", "routes[2].method: wrong value"),
            ("role: guest, page", "role: root, page", "routes[2].role: wrong value, expected one of guest, user, admin, owner"),
            ("route: miners_page", "route: show_miner", "navigation[0].route: not a page"),
            ("name: nightly", "name: collect", "jobs[1].name: duplicate job"),
            ("15 3 * * *", "75 3 * * *", "jobs[1].cron: wrong cron expression"),
            ("every: 60s", "every: soon", "jobs[0].every: wrong value, expected a length of time"),
            ("events: [telemetry]", "events: [telemetry, telemetry]", "events[1]: duplicate topic"),
            ("  miners: {}", "  Miners: {}", "wrong table name"),
            ("table: telemetry_1h", "table: miners", "declared twice"),
            ("miner_models: {reference: true", "miner_models: {append_only: true, reference: true", "not for a reference table"),
            ("    ingest: true\n", "    ingest: true\n    append_only: true\n", "not for an ingest table"),
            ("table: miners, columns", "table: pools, columns", "visible_through names an unknown table"),
            ("{tenant_id: site_tenant_id, id", "{id", "does not lead with the tenant"),
            ("every: 5m", "every: 7m", "expected a length that divides a day"),
            ("ingest: true", "ingest: false", "only an ingest table"),
            ("minimum: 10", "minimun: 10", "settings.properties.collect_seconds.minimun: not a settings schema"),
            ("default: 60", "default: 5", "expected at least 10, found 5"),
            ("rows: 10000", "rows: -1", "quotas.rows: wrong value"),
            ("rows: 10000", "memory_bytes: 268435457", "quotas.memory_bytes: wrong value"),
            (
                "worker_safe: true", "worker_safe: true\nsecrets: {k: {description: d, scope: tenant, required: true, generate: true}}",
                "secrets.k: nobody would make it, expected generate with scope: tenant, and not required: it is there when it is read, found required: true"
            ),
            (
                "worker_safe: true", "worker_safe: true\nsecrets: {k: {description: d, generate: true}}",
                "found scope: installation"
            ),
            ("worker_safe: true", "worker_safe: maybe", "worker_safe: wrong type, expected true or false, found maybe"),
            ("worker_safe: true", "surprise: true", "surprise: unknown field"),
            ("id: hosting\n", "id: hosting\nid: hosting\n", "fields appear twice"),
            ("events: [telemetry]", "events: &a [telemetry]", "anchors and aliases are not supported"),
            ("events: [telemetry]", "events: [telemetry", "not YAML"),
        ])
    func refused(_ good: String, _ bad: String, _ expected: String) throws {
        let text = Manifests.hosting.replacing(good, with: bad, maxReplacements: 1)
        #expect(text != Manifests.hosting)
        let error = #expect(throws: ManifestError.self) { try ManifestReader.read(text) }
        #expect(error?.issues.contains { $0.description.contains(expected) } == true, "\(error?.description ?? "")")
        #expect(error?.issues.allSatisfy { $0.line >= 1 && $0.column >= 1 } == true)
    }

    @Test("gives all its errors at once")
    func gathered() throws {
        let text = Manifests.hosting.replacing("version: 1.0.0", with: "version: one").replacing("role: guest", with: "role: root")
        let error = #expect(throws: ManifestError.self) { try ManifestReader.read(text) }
        #expect(error?.issues.count == 5, "\(error?.description ?? "")")
    }

    @Test("of any bytes is refused or read, never a crash")
    func fuzz() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed)
        let good = Array(Manifests.hosting.utf8)
        for _ in 0..<300 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random) / 4)
            do throws(ManifestError) {
                _ = try ManifestReader.read(String(decoding: bytes, as: UTF8.self))
            } catch {
                #expect(!error.issues.isEmpty, "seed \(seed)")
            }
        }
    }
}

@Suite("Settings")
struct SettingsSchemaTests {
    @Test(
        "that do not fit are named by their path",
        arguments: [
            (#"{"collect_seconds": 5}"#, "$.collect_seconds: expected at least 10, found 5"),
            (#"{"collect_seconds": "x"}"#, "$.collect_seconds: expected integer, found string"),
            (#"{"colect_seconds": 50}"#, "$.colect_seconds: unknown setting, expected one of collect_seconds"),
            (#"[]"#, "$: expected object, found array"), (#"{"collect_seconds": 50"#, "$: not JSON at byte 22"),
        ])
    func refused(_ json: String, _ expected: String) throws {
        let issues = try Manifests.manifest().settings.validate(json: json.utf8)
        #expect(issues.contains { $0.description.hasPrefix(expected) }, "\(issues)")
    }

    @Test("are checked inside lists, by pattern and by choice")
    func nested() throws {
        let schema = try SettingsSchema(
            document: JSONValue.parse(
                #"{"type":"object","required":["mode"],"properties":{"mode":{"enum":["a","b"]},"hosts":{"type":"array","maxItems":2,"items":{"type":"string","pattern":"^[a-z]+$"}}}}"#
                    .utf8))
        #expect(schema.validate(json: #"{"mode":"a","hosts":["x"]}"#.utf8).isEmpty)
        #expect(
            schema.validate(json: #"{"mode":"c","hosts":["x","9"]}"#.utf8).map(\.path) == ["$.hosts[1]", "$.mode"])
        #expect(schema.validate(json: "{}".utf8).map(\.path) == ["$.mode"])
        #expect(
            schema.validate(json: #"{"mode":"a","hosts":["x","y","z"]}"#.utf8).map(\.description)
                == ["$.hosts: expected at most 2 elements, found 3"])
        #expect(throws: SettingsIssue.self) {
            try SettingsSchema(document: JSONValue.parse(#"{"type":"object","properties":{"hosts":{"maxItems":-1}}}"#.utf8))
        }
    }

    @Test("the operator's quotas stand in place of the plugin's, lower or higher")
    func operatorsQuotas() {
        let own = Quotas([.rows: 100, .bytes: 1_024, .statementsInFlight: 8])
        #expect(own.limited(by: [:]) == own)
        let limited = own.limited(by: ["rows": 10, "bytes": 2_048, "statements_in_flight": 2, "storage_bytes": 65_536, "unknown": 3])
        #expect(limited == Quotas([.rows: 10, .bytes: 2_048, .statementsInFlight: 2, .storageBytes: 65_536]))
        #expect(limited[.deviceConnections] == Quota.deviceConnections.standard)
    }
}
