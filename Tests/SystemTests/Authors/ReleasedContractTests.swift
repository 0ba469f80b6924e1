import Crypto
import Foundation
import Testing

/// What was built against a released contract runs on today's host, and the living headers only add to it.
struct ReleasedContractTests {
    private let headers = SourceTree.root + "/Sources/PluginABI/include"
    private let check = SourceTree.root + "/scripts/check-abi.py"

    /// The folders of Tests/Contract, one a release.
    private static let released =
        ((try? FileManager.default.contentsOfDirectory(atPath: SourceTree.root + "/Tests/Contract")) ?? []).filter { $0.hasPrefix("abi-") }
        .sorted()

    @Test func `There are released contracts, up to the version of today`() throws {
        let living = try String(contentsOfFile: headers + "/hashinsight/base.h", encoding: .utf8)
        func number(_ name: String) throws -> String {
            let line = try #require(living.split(separator: "\n").first { $0.hasPrefix("#define HI_ABI_\(name) ") })
            return line.filter(\.isNumber)
        }
        let today = "abi-\(try number("MAJOR")).\(try number("MINOR"))"
        #expect(Self.released.first == "abi-1.0" && Self.released.contains(today), "\(Self.released), today \(today)")
    }

    @Test(arguments: released)
    func `A plugin built with the headers of a released ABI keeps the contract and passes its tests on today's host`(
        release: String
    ) async throws {
        try await SourceTree.withFolder { folder in
            try FileManager.default.copyItem(atPath: SourceTree.root + "/Tests/Contract/" + release, toPath: folder + "/kept")
            let own = try String(contentsOfFile: folder + "/kept/include/hashinsight/base.h", encoding: .utf8)
            let minor = try #require(release.split(separator: ".").last)
            #expect(own.contains("#define HI_ABI_MINOR \(minor)u"), "\(release) holds headers of another version")
            let tested = try await SourceTree.shell("make test", in: folder + "/kept")
            #expect(tested.code == 0, "\(tested.output)")
            #expect(tested.output.contains("11 steps passed"))
        }
    }

    @Test func `A header that came after the last release is a service with a name of its own`() throws {
        let files = FileManager.default
        let last = try #require(Self.released.last)
        let kept = Set(try files.contentsOfDirectory(atPath: "\(SourceTree.root)/Tests/Contract/\(last)/include/hashinsight"))
        let added = try files.contentsOfDirectory(atPath: headers + "/hashinsight").filter { !kept.contains($0) }.sorted()
        for file in added {
            let text = try String(contentsOfFile: "\(headers)/hashinsight/\(file)", encoding: .utf8)
            let service = file.replacing(".h", with: "")
            let id = "#define HI_\(service.uppercased())_1 \"hashinsight.\(service)/1\""
            #expect(text.contains(id), "\(file) is no service: raise HI_ABI_MINOR and keep a set of its own")
        }
    }

    @Test func `Every header is in a set that is kept, so that no service changes once plugins may use it`() throws {
        let files = FileManager.default
        let contract = SourceTree.root + "/Tests/Contract"
        let sets = try files.contentsOfDirectory(atPath: contract).filter { $0.hasPrefix("abi-") || $0.hasPrefix("services-") }
        let kept = Set(try sets.flatMap { try files.contentsOfDirectory(atPath: "\(contract)/\($0)/include/hashinsight") })
        let living = try files.contentsOfDirectory(atPath: headers + "/hashinsight").filter { $0.hasSuffix(".h") }
        #expect(kept.isSuperset(of: living), "not kept: \(Set(living).subtracting(kept).sorted())")
    }

    @Test func `No kept header was changed, added or taken away: each is what its checksum says`() throws {
        let contract = SourceTree.root + "/Tests/Contract"
        var sealed: [String: String] = [:]
        for line in try String(contentsOfFile: contract + "/SHA256SUMS", encoding: .utf8).split(separator: "\n") {
            let parts = line.components(separatedBy: "  ")
            try #require(parts.count == 2, "\(line)")
            sealed[parts[1]] = parts[0]
        }
        var found: [String: String] = [:]
        for set in try FileManager.default.contentsOfDirectory(atPath: contract) {
            let folder = "\(set)/include/hashinsight"
            for file in (try? FileManager.default.contentsOfDirectory(atPath: "\(contract)/\(folder)")) ?? [] {
                let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(contract)/\(folder)/\(file)"))
                found["\(folder)/\(file)"] = SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
            }
        }
        #expect(found == sealed)
    }

    @Test func `The living headers keep every released set`() async throws {
        let checked = try await SourceTree.shell("'\(check)'", in: SourceTree.root)
        #expect(checked.code == 0, "\(checked.output)")
    }

    @Test(arguments: [
        ("base.h", "HI_DENIED = 3", "HI_DENIED = 33", "the constant HI_DENIED was '3', is '33'"),
        ("clock.h", "    uint64_t (*HI_NULLABLE monotonic_nanos)(hi_host *host);\n", "", "hi_clock_1.monotonic_nanos is gone"),
        ("message.h", "    uint16_t id;\n    uint16_t type;", "    uint16_t type;\n    uint16_t id;", "hi_field.id is at another place"),
        ("message.h", "    uint64_t value;", "    uint64_t value;\n    uint64_t more;", "hi_field has no size to tell versions apart"),
        ("base.h", "char message[496];", "char message[480];", "hi_error.message was 'char message[496]'"),
        ("db.h", "\"hashinsight.db/1\"", "\"hashinsight.db/2\"", "the macro HI_DB_1 was"),
        ("base.h", "typedef uint64_t hi_id;", "typedef uint32_t hi_id;", "the type hi_id was"),
        ("mail.h", "\"hashinsight.mail/1\"", "\"hashinsight.mail/2\"", "the macro HI_MAIL_1 was"),
        ("events.h", "hi_status (*HI_NULLABLE publish)", "void (*HI_NULLABLE publish)", "hi_events_1.publish was"),
    ])
    func `A change that would break a built plugin is told`(file: String, before: String, after: String, told: String) async throws {
        try await SourceTree.withFolder { folder in
            let outcome = try await checkAfterChange(of: file, before, after, in: folder)
            #expect(outcome.code == 1, "\(outcome.output)")
            #expect(outcome.output.contains(told), "\(outcome.output)")
        }
    }

    @Test func `A function at the end of a table and a higher minor version break nobody`() async throws {
        try await SourceTree.withFolder { folder in
            let outcome = try await checkAfterChange(
                of: "clock.h", "} hi_clock_1;", "    void (*HI_NULLABLE more)(hi_host *host);\n} hi_clock_1;", in: folder)
            #expect(outcome.code == 0, "\(outcome.output)")
            let raised = try await checkAfterChange(of: "base.h", "HI_ABI_MINOR 0u", "HI_ABI_MINOR 1u", in: folder)
            #expect(raised.code == 0, "\(raised.output)")
        }
    }

    private func checkAfterChange(
        of file: String, _ before: String, _ after: String, in folder: String
    ) async throws -> (code: Int32, output: String) {
        let copy = folder + "/include"
        if !FileManager.default.fileExists(atPath: copy) { try FileManager.default.copyItem(atPath: headers, toPath: copy) }
        let path = "\(copy)/hashinsight/\(file)"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let changed = text.replacingOccurrences(of: before, with: after)
        try #require(changed != text, "\(file) no longer has '\(before)'")
        try changed.write(toFile: path, atomically: true, encoding: .utf8)
        return try await SourceTree.shell("'\(check)' --headers '\(copy)'", in: folder)
    }
}
