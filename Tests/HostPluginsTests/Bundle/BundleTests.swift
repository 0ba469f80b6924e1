import Foundation
import TestSupport
import Testing

@testable import HostPlugins

@Suite("A bundle")
struct BundleTests {
    /// A folder that goes with the test.
    final class Folder {
        let path = NSTemporaryDirectory() + "bundle-\(UUID().uuidString).plugin"

        init(_ files: [String: [UInt8]]) throws {
            for (name, bytes) in files {
                let file = "\(path)/\(name)"
                try FileManager.default.createDirectory(
                    atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                try Data(bytes).write(to: URL(fileURLWithPath: file))
            }
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    static var machine: UInt16 { ElfLibrary.Machine.host.rawValue }

    static let whole: [String: [UInt8]] = [
        "plugin.yaml": Array(Manifests.hosting.utf8), "libHosting.so": ElfBuilder.good(machine: machine),
        "queries/list.sql": Array("SELECT serial FROM miners".utf8), "queries/add.sql": Array("INSERT INTO sites (name) VALUES ($1)".utf8),
        "migrations/0001_tables.sql": Array(Manifests.hostingTables.utf8), "pages/miners.mustache": Array("<p>{{name}}</p>".utf8),
        "locales/en.json": Array(#"{"nav":{"miners":"Miners"}}"#.utf8), "locales/zh-Hans.json": Array(#"{"nav.miners":"矿机"}"#.utf8),
        "data/miner_models.csv": Array("id,name,hashrate_ths\n1,\"S19, \"\"j\"\"\",95\n".utf8), "static/a.css": [0],
    ]

    @Test("that is whole is read, with the digest of every file and what it reads and writes")
    func whole() throws {
        let folder = try Folder(Self.whole)
        let bundle = try BundleReader.read(folder.path)
        #expect(bundle.files.count == Self.whole.count)
        #expect(
            bundle.files.first { $0.path == "static/a.css" }?.sha256 == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
        #expect(bundle.statements.map(\.name) == ["add", "list"])
        #expect(bundle.languages == ["en", "zh-Hans"])
        #expect(bundle.templates == ["miners"])
        #expect(bundle.referenceData["miner_models"]?.rows == [["1", "S19, \"j\"", "95"]])
        #expect(bundle.library.exports.map(\.name) == ["hashinsight_plugin"])
        let report = BundleCheckReport(bundle)
        #expect(report.isAccepted, "\(report.issues)")
        #expect(
            report.tables == [
                .init(table: "p_hosting.miners", readBy: ["list"], writtenBy: []),
                .init(table: "p_hosting.sites", readBy: [], writtenBy: ["add"]),
            ])
        #expect(report.text.contains("GET /api/v1/hosting/miners/{id} from guest up"))
        #expect(try JSONValue.parse(report.json.text.utf8)["accepted"] == .bool(true))
    }

    @Test("says all that it asks for, by name: devices and their ports, hosts, networks, topics, secrets, tables of others")
    func grants() throws {
        let asking = """

            grants:
              devices: {ports: [4028, 80]}
              egress: {hosts: [api.example.org, "http://legacy.example.org"], networks: [10.20.0.0/16]}
              tables: ["crm.contracts: read"]
            events: [alerts]
            secrets:
              api_key: {description: to read prices, required: true}
              other_key: {description: to write them}
            """
        var manifest = Manifests.hosting.replacingOccurrences(
            of: "services: [", with: "services: [hashinsight.http/1, hashinsight.secrets/1, ")
        manifest = Self.without(["grants", "events", "secrets"], manifest) + asking
        let folder = try Folder(Self.whole.merging(["plugin.yaml": Array(manifest.utf8)]) { $1 })
        let report = BundleCheckReport(try BundleReader.read(folder.path))
        for line in [
            "devices: on ports 80, 4028, in the networks that the operator grants",
            "requests to hosts outside: http://legacy.example.org:80, https://api.example.org:443", "in private networks: 10.20.0.0/16",
            "event topics: alerts", "secrets: api_key, other_key (optional)", "tables of others: crm.contracts",
        ] { #expect(report.text.contains("  \(line)\n"), "\(line) in \(report.text)") }
        let json = try JSONValue.parse(report.json.text.utf8)
        func texts(_ value: JSONValue?) -> [String] { value?.arrayValue?.compactMap(\.stringValue) ?? [] }
        let grants = json["grants"]
        #expect(grants?["devices"] == .bool(true) && grants?["device_ports"] == .array([.integer(80), .integer(4_028)]))
        #expect(texts(grants?["egress_hosts"]) == ["http://legacy.example.org:80", "https://api.example.org:443"])
        #expect(texts(grants?["egress_networks"]) == ["10.20.0.0/16"])
        #expect(texts(grants?["events"]) == ["alerts"] && texts(grants?["secrets"]) == ["api_key", "other_key"])
        #expect(texts(grants?["tables"]) == ["crm.contracts"])
        #expect(texts(json["asks"]) == GrantRequest(report.bundle!.manifest).texts && texts(json["asks"]).count >= 9)
    }

    /// The manifest without these members and what is indented beneath them.
    private static func without(_ members: [String], _ manifest: String) -> String {
        var isLeftOut = false
        return manifest.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            if let first = line.first, first != " ", first != "#" { isLeftOut = members.contains { line.hasPrefix("\($0):") } }
            return !isLeftOut
        }.joined(separator: "\n")
    }

    @Test("that is half names every piece that is missing")
    func half() throws {
        let folder = try Folder(["plugin.yaml": Array(Manifests.hosting.utf8)])
        let error = #expect(throws: BundleError.self) { try BundleReader.read(folder.path) }
        let paths = Set(error?.issues.map(\.path) ?? [])
        #expect(paths == ["libHosting.so", "queries/", "migrations/", "locales/", "pages/", "data/miner_models.csv"])
        #expect(throws: BundleError.self) { try BundleReader.read("/nowhere/Nothing.plugin") }
    }

    @Test(
        "is refused with the path and the reason",
        arguments: [
            ("libHosting.so", Array("MZ".utf8), "not an ELF file"),
            ("libHosting.so", ElfBuilder.good(machine: 40), "built for another processor"),
            ("libHosting.so", ElfBuilder.good(machine: machine == 62 ? 183 : 62), "this host runs on"),
            (
                "libHosting.so", ElfBuilder.good(machine: machine, others: ["helper"]),
                "exports 1 symbols besides hashinsight_plugin (helper)"
            ),
            ("libHosting.so", ElfBuilder(machine: machine).build(), "does not export the symbol hashinsight_plugin"),
            ("libHosting.so", ElfBuilder(machine: machine, type: 2).build(), "not a shared object"),
            ("libHosting.so", ElfBuilder.good(ElfBuilder.entry(magic: 1), machine: machine), "the entry's magic is 0x1"),
            ("libHosting.so", ElfBuilder.good(ElfBuilder.entry(major: 2), machine: machine), "abi_major is 2, expected 1"),
            ("libHosting.so", ElfBuilder.good(ElfBuilder.entry(minor: 9), machine: machine), "abi_minor is 9"),
            ("libHosting.so", ElfBuilder.good(ElfBuilder.entry(size: 8), machine: machine), "size is 8"),
            ("queries/Bad Name.sql", [], "unexpected file"), ("queries/x.sql", [0xFF], "not UTF-8"),
            ("migrations/0003_later.sql", Array("COMMENT ON TABLE miners IS ''".utf8), "out of order, expected number 2"),
            ("locales/en.json", Array("{".utf8), "not JSON"), ("locales/en.json", Array("{}".utf8), "lacks the key nav.miners"),
            ("data/miner_models.csv", Array("id,name\n1\n".utf8), "line 2: has 1 fields, expected 2"),
            ("data/miner_models.csv", Array("id,name\n1,\"x\n".utf8), "line 2: a quoted field does not end"),
            ("secrets/key", [], "unknown folder"), ("plugin.yaml", Array("id: [".utf8), "not YAML"),
        ])
    func refused(_ path: String, _ bytes: [UInt8], _ expected: String) throws {
        let folder = try Folder(Self.whole.merging([path: bytes]) { $1 })
        let error = #expect(throws: BundleError.self) { try BundleReader.read(folder.path) }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    @Test("whose manifest lists its statements has exactly those")
    func statements() throws {
        let listing = Manifests.hosting + "\nstatements: [add, list]\n"
        let exact = try Folder(Self.whole.merging(["plugin.yaml": Array(listing.utf8)]) { $1 })
        #expect(try BundleReader.read(exact.path).statements.count == 2)
        let lacking = Manifests.hosting + "\nstatements: [add, remove]\n"
        let wrong = try Folder(Self.whole.merging(["plugin.yaml": Array(lacking.utf8)]) { $1 })
        let error = #expect(throws: BundleError.self) { try BundleReader.read(wrong.path) }
        #expect(error?.description.contains("queries/remove.sql: missing: the manifest lists it under statements") == true)
        #expect(error?.description.contains("queries/list.sql: not in the manifest's list of statements") == true)
    }

    @Test("with a link in it is refused")
    func link() throws {
        let folder = try Folder(Self.whole)
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/static/passwd", withDestinationPath: "/etc/passwd")
        let error = #expect(throws: BundleError.self) { try BundleReader.read(folder.path) }
        #expect(error?.description.contains("static/passwd: not a regular file") == true)
    }

    @Test("with hostile SQL is read but not accepted")
    func hostile() throws {
        let folder = try Folder(Self.whole.merging(["queries/list.sql": Array("SELECT pg_sleep(1)".utf8)]) { $1 })
        let report = BundleCheckReport.check(folder.path)
        #expect(report.issues == ["queries/list.sql:1:8: function pg_sleep: not on the list of allowed functions"])
    }

    @Test("has a library whose bytes may be anything: it is read or refused, never a crash")
    func fuzz() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededRandom(seed)
        let good = ElfBuilder.good()
        for _ in 0..<5_000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
            do throws(ElfError) {
                let library = try ElfLibrary(bytes)
                _ = LibraryCheck.problems(of: library, bytes: bytes)
            } catch {
                #expect(!error.message.isEmpty, "seed \(seed)")
            }
        }
    }

    @Test("may hold a library as linkers make them, with the GNU hash table")
    func real() throws {
        let candidates = ["x86_64", "aarch64"].map { "/usr/lib/\($0)-linux-gnu/libpq.so.5" }
        let path = try #require(candidates.first { FileManager.default.fileExists(atPath: $0) })
        let library = try ElfLibrary([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
        #expect(library.exports.contains { $0.name == "PQconnectStart" })
        #expect(!library.exports.contains { $0.name == "malloc" })
        #expect(library.needed.contains { $0.hasPrefix("libc.so") })
    }
}
