import Foundation
import Testing

extension SystemTests {
    /// What `plugins check --json` says, read as a program would: with types, where a name that is missing or of another type is an error.
    @Suite("The report of plugins check for programs") struct CheckReportTests {
        private struct Report: Decodable {
            struct Grants: Decodable, Equatable {
                let devices: Bool
                let devicePorts: [Int]?
                let egressHosts: [String]
                let egressNetworks: [String]
                let mail: String?
                let cache: String?
                let events: [String]
                let secrets: [String]
                let tables: [String]
            }
            struct Statement: Decodable, Equatable {
                let name: String
                let kind: String
                let reads: [String]
                let writes: [String]
                let parameters: Int
            }
            struct Table: Decodable, Equatable {
                let table: String
                let readBy: [String]
                let writtenBy: [String]
            }
            struct Conformance: Decodable {
                struct Case: Decodable {
                    let name: String
                    let verdict: String
                    let rule: String
                    let millis: Int
                    let note: String?
                    let seen: String?
                }
                let seed: String
                let conforms: Bool
                let cases: [Case]
            }
            let id: String
            let version: String
            let accepted: Bool
            let issues: [String]
            let digest: String
            let services: [String]
            let grants: Grants
            let asks: [String]
            let statements: [Statement]
            let tables: [Table]
            let conformance: Conformance?
        }

        private func report(_ bundle: String, _ options: String...) async throws -> (Report, exitCode: Int32) {
            let outcome = try await Product.run(["plugins", "check", bundle, "--json"] + options)
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            do {
                return (try decoder.decode(Report.self, from: Data(outcome.output.utf8)), outcome.exitCode)
            } catch {
                throw TestFailure("\(error)\n\(outcome.output)\n\(outcome.talk)")
            }
        }

        @Test("Each kind of grant and each statement is in it as the manifest asks and the SQL does") func everything() async throws {
            let folder = try Folder()
            let bundle = try await MailWriter.build("asker", services: Self.services, more: Self.more, in: folder.path)
            for (path, text) in Self.files {
                let file = URL(fileURLWithPath: "\(bundle)/\(path)")
                try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
            let (report, exitCode) = try await report(bundle, "--static")
            #expect(exitCode == 0 && report.accepted && report.issues.isEmpty, "\(report.issues)")
            #expect(report.id == "asker" && report.version == "1.0.0" && report.digest.count >= 64 && report.conformance == nil)
            #expect(report.services.sorted() == Self.services.split(separator: ", ").map(String.init).sorted())
            #expect(
                report.grants
                    == Report.Grants(
                        devices: true, devicePorts: [4028, 4433],
                        egressHosts: ["https://*.example.net:8443", "https://api.example.org:443"],
                        egressNetworks: ["10.20.0.0/16"], mail: "any", cache: "shared", events: ["alerts"],
                        secrets: ["own_key", "spare_key"],
                        tables: ["crm.contracts"]), "\(report.grants)")
            // As `plugins grant` takes them.
            let items = [
                "cache:shared", "devices:4028", "devices:4433", "egress-network:10.20.0.0/16", "egress:https://*.example.net:8443",
                "egress:https://api.example.org:443", "event:alerts", "mail:any", "secret:own_key", "secret:spare_key",
                "table:crm.contracts",
            ]
            #expect(report.asks == (items + report.services).sorted(), "\(report.asks)")
            #expect(
                report.statements == [
                    .init(name: "add", kind: "insert", reads: [], writes: ["p_asker.notes"], parameters: 1),
                    .init(name: "list", kind: "select", reads: ["p_asker.notes", "p_crm.contracts"], writes: [], parameters: 0),
                    .init(name: "remove", kind: "delete", reads: [], writes: ["p_asker.notes"], parameters: 1),
                ], "\(report.statements)")
            #expect(
                report.tables == [
                    .init(table: "p_asker.notes", readBy: ["list"], writtenBy: ["add", "remove"]),
                    .init(table: "p_crm.contracts", readBy: ["list"], writtenBy: []),
                ], "\(report.tables)")

            // What is not asked for is said as well.
            let (plain, _) = try await self.report(try await MailWriter.build("plain", in: folder.path), "--static")
            #expect(
                plain.grants
                    == Report.Grants(
                        devices: false, devicePorts: nil, egressHosts: [], egressNetworks: [], mail: "members", cache: nil, events: [],
                        secrets: [],
                        tables: []) && plain.asks == ["hashinsight.mail/1"], "\(plain.grants) \(plain.asks)")
            let poller = try await MailWriter.build(
                "poller", services: "hashinsight.device/1", more: "grants: {devices: true}", in: folder.path)
            let (every, _) = try await self.report(poller, "--static")
            #expect(every.grants.mail == nil && every.grants.devices && every.grants.devicePorts == nil)
            #expect(every.asks == ["devices", "hashinsight.device/1"], "\(every.asks)")

            // A statement that is refused is named, and the grants are told all the same.
            try Data("SELECT text FROM p_other.things".utf8).write(to: URL(fileURLWithPath: bundle + "/queries/list.sql"))
            let (refused, code) = try await self.report(bundle, "--static")
            #expect(code == 65 && !refused.accepted && refused.grants == report.grants)
            #expect(refused.issues.count == 1 && refused.issues.first?.hasPrefix("queries/list.sql:1:") == true, "\(refused.issues)")
            #expect(refused.statements.map(\.name) == ["add", "remove"])
        }

        @Test("The cases of the contract are in it, each with its rule and verdict") func conformance() async throws {
            let (report, exitCode) = try await report(Product.bundle("Greeter"), "--quick", "--seed", "7")
            let conformance = try #require(report.conformance)
            #expect(exitCode == 0 && conformance.conforms && conformance.seed == "7")
            #expect(conformance.cases.count > 20 && Set(conformance.cases.map(\.name)).count == conformance.cases.count)
            for found in conformance.cases {
                #expect(["pass", "skip", "warn", "fail"].contains(found.verdict) && !found.rule.isEmpty && found.millis >= 0, "\(found)")
                #expect((found.note ?? found.seen) != nil, "\(found)")
            }
            #expect(conformance.cases.contains { $0.verdict == "pass" } && !conformance.cases.contains { $0.verdict == "fail" })
        }

        private static let services =
            "hashinsight.cache/1, hashinsight.db/1, hashinsight.device/1, hashinsight.events/1, hashinsight.http/1, hashinsight.mail/1, hashinsight.secrets/1"
        private static let more = """
            grants:
              devices: {ports: [4433, 4028]}
              tables: ["crm.contracts: read"]
              egress: {hosts: [api.example.org, "*.example.net:8443"], networks: [10.20.0.0/16]}
              mail: any
              cache: shared
            events: [alerts]
            secrets:
              own_key: {description: the key of the tenant's account, required: true, scope: tenant}
              spare_key: {description: another, scope: installation}
            tables:
              notes: {}
            """
        private static let files = [
            "migrations/0001_notes.sql": """
            CREATE TABLE notes (
                tenant_id bigint NOT NULL DEFAULT app.current_tenant(), id bigint GENERATED ALWAYS AS IDENTITY, text text NOT NULL,
                PRIMARY KEY (tenant_id, id));
            """,
            "queries/add.sql": "INSERT INTO notes (text) VALUES ($1)",
            "queries/list.sql": "SELECT n.text, c.name FROM notes n JOIN p_crm.contracts c ON c.name = n.text",
            "queries/remove.sql": "DELETE FROM notes WHERE id = $1",
        ]

        /// A folder that goes with the test.
        private final class Folder {
            let path = FileManager.default.temporaryDirectory.appendingPathComponent("report-\(UUID().uuidString)").path
            init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
            deinit { try? FileManager.default.removeItem(atPath: path) }
        }
    }
}
