import Foundation
import HostTenancy
import TestSupport
import Testing

@Suite("tenants.yaml")
struct TenantsFileTests {
    private let valid = """
        version: 1
        plugins:
          - {id: hosting, path: Hosting.plugin}
        tenants:
          - id: operator
            kind: operator
          - id: north
            kind: provider
            name: North Mining
            slots: 4
            members:
              - {email: North@Demo.test, role: owner, access_start: 2026-01-31, access_end: "2026-12-31T10:00:00.5+02:00"}
            plugins:
              hosting: {enabled: false, networks: [127.0.0.0/8, "fd00::/8"], settings: {b: [1, 2.5, yes], a: {deep: null}}}
          - id: alpha
            kind: client
            parent: north
        """

    private func parse(_ text: String) throws -> TenantsFile { try TenantsFile.parse(Array(text.utf8), path: "t.yaml") }

    /// The messages of a file that must be wrong.
    private func messages(_ text: String) -> [String] {
        do {
            _ = try parse(text)
            return []
        } catch let error as TenantsFileError {
            return error.issues.map(\.description)
        } catch {
            return ["another error: \(error)"]
        }
    }

    @Test("a valid file becomes typed values, with defaults")
    func defaults() throws {
        let file = try parse(valid)
        #expect(file.plugins.map(\.id) == ["hosting"])
        #expect(file.plugins[0].isolation == .host)
        #expect(file.tenants.map(\.id) == ["operator", "north", "alpha"])
        let north = file.tenants[1]
        #expect(north.slots == 4 && file.tenants[2].slots == 2)
        #expect(north.members[0].email == "north@demo.test")
        #expect(north.members[0].accessStartMicros == 1_769_817_600_000_000)
        #expect(north.members[0].accessEndMicros == 1_798_704_000_500_000)
        let instance = try #require(north.plugins["hosting"])
        #expect(!instance.isEnabled)
        #expect(instance.networks.map(\.description) == ["127.0.0.0/8", "fd00::/8"])
        #expect(instance.settingsJSON == #"{"a":{"deep":null},"b":[1,2.5,"yes"]}"#)
        #expect(file.tenants[2].name == "alpha" && file.tenants[2].parent == "north")
    }

    @Test(
        "each mistake is told with file, line, column, what was expected and what was found",
        arguments: [
            ("version: 1", "version: 2", "t.yaml:1:10: version is not valid (expected a whole number from 1 to 1, found '2')"),
            ("slots: 4", "slots: 0", "t.yaml:10:12: tenants[1].slots is not valid (expected a whole number from 1 to 1000, found '0')"),
            (
                "slots: 4", "slot: 4",
                "t.yaml:10:5: unknown key in tenants[1]; did you mean 'slots'? (expected one of id, kind, parent, name, slots, members, plugins, found 'slot')"
            ),
            (
                "kind: client", "kind: klient",
                "t.yaml:16:11: tenants[2].kind is not valid; did you mean 'client'? (expected operator, provider, client, found 'klient')"
            ),
            (
                "id: alpha", "id: Alpha",
                "t.yaml:15:9: tenants[2].id is not valid (expected 2 to 63 lower-case letters, digits and hyphens, beginning with a letter, found 'Alpha')"
            ),
            (
                "id: alpha", "id: north",
                "t.yaml:15:9: tenant 'north' is given twice, first on line 7 (expected each tenant once, found 'north')"
            ),
            (
                "parent: north", "parent: nort",
                "t.yaml:17:13: the parent of 'alpha' is unknown; did you mean 'north'? (expected one of north, found 'nort')"
            ),
            ("parent: north", "parent: alpha", "t.yaml:17:13: the parent of 'alpha' is no provider (expected one of north, found itself)"),
            (
                "parent: north", "parent: operator",
                "t.yaml:17:13: the parent of 'alpha' is no provider (expected one of north, found 'operator', of kind operator)"
            ),
            (
                "role: owner", "role: boss",
                "t.yaml:12:40: tenants[1].members[0].role is not valid (expected guest, user, admin, owner, found 'boss')"
            ),
            (
                "North@Demo.test", "nobody",
                "t.yaml:12:17: tenants[1].members[0].email is not valid (expected an email address, found 'nobody')"
            ),
            (
                "2026-01-31", "2026-02-31",
                "t.yaml:12:61: tenants[1].members[0].access_start is not valid (expected a date or time in RFC 3339, such as 2026-01-31 or 2026-01-31T08:00:00Z, found '2026-02-31')"
            ),
            (
                "127.0.0.0/8", "127.0.0.1/8",
                "t.yaml:14:44: tenants[1].plugins.hosting.networks[0] is no network (expected 127.0.0.0/8, with no bit set after the prefix, found '127.0.0.1/8')"
            ),
            (
                "127.0.0.0/8", "127.0.0.0/33",
                "t.yaml:14:44: tenants[1].plugins.hosting.networks[0] is no network (expected a prefix length from 0 to 32, found '127.0.0.0/33')"
            ),
            (
                "enabled: false", "enabled: no",
                "t.yaml:14:26: tenants[1].plugins.hosting.enabled is not valid (expected true or false, found 'no')"
            ),
            (
                "      hosting: {", "      hostin: {",
                "t.yaml:14:7: 'north' uses an unknown plugin; did you mean 'hosting'? (expected one of hosting, found 'hostin')"
            ),
        ])
    func mistakes(_ old: String, _ new: String, _ expected: String) {
        let text = valid.replacingOccurrences(of: old, with: new, options: [], range: valid.range(of: old))
        #expect(messages(text) == [expected])
    }

    @Test("a client lacks its parent; a provider must not have one")
    func parents() {
        let text = "version: 1\ntenants:\n  - {id: aa, kind: client}\n  - {id: bb, kind: provider, parent: aa}\n"
        #expect(
            messages(text) == [
                "t.yaml:3:10: client 'aa' lacks its parent (expected one of bb, found none)",
                "t.yaml:4:38: provider 'bb' must not have a parent (expected no key 'parent', found 'aa')",
            ])
    }

    @Test("two clients that name each other are refused, as is a second operator and a member given twice")
    func relations() {
        let text = """
            version: 1
            tenants:
              - {id: aa, kind: client, parent: bb}
              - {id: bb, kind: client, parent: aa}
              - {id: cc, kind: operator, members: [{email: x@y.test, role: user}]}
              - {id: dd, kind: operator, members: [{email: X@Y.test, role: user}]}
            """
        let all = messages(text)
        #expect(all.count == 4)
        #expect(all[0].contains("the parent of 'aa' is no provider") && all[1].contains("the parent of 'bb' is no provider"))
        #expect(all[2].hasPrefix("t.yaml:6:10: there is a second operator"))
        #expect(all[3].hasPrefix("t.yaml:6:48: member 'x@y.test' is given twice, first on line 5"))
    }

    @Test("all mistakes are told at once, in the order of the text")
    func all() {
        let text = "version: one\nplugin: []\ntenants:\n  - {id: 7, kind: provider}\n  - {kind: provider}\n"
        #expect(messages(text).map { $0.prefix(while: { $0 != " " }) } == ["t.yaml:1:10:", "t.yaml:2:1:", "t.yaml:4:10:", "t.yaml:5:5:"])
    }

    @Test(
        "what is no YAML mapping is refused with its place",
        arguments: [
            ("", "t.yaml:1:1: the file is empty"), ("[]", "t.yaml:1:1: the file has the wrong type"),
            ("version: 1\ntenants: [", "t.yaml:"), ("a: 1\na: 2\n", "t.yaml:1:1: a key is given twice"),
            ("version: 1\n---\nversion: 1\n", "t.yaml:2:1: the file is not YAML"),
            ("version: 1\n\ttenants: []\n", "t.yaml:2:1: the file is not YAML"),
        ])
    func noMapping(_ text: String, _ start: String) throws {
        #expect(try #require(messages(text).first).hasPrefix(start))
    }

    @Test("bytes that are not UTF-8 and files beyond 4 MiB are refused before they are parsed")
    func bytes() {
        #expect(throws: TenantsFileError.self) { try TenantsFile.parse([0x61, 0x3A, 0xFF], path: "t") }
        let large = Array("version: 1\n#".utf8) + [UInt8](repeating: 0x61, count: 4 << 20)
        #expect(throws: TenantsFileError.self) { try TenantsFile.parse(large, path: "t") }
    }

    @Test("anchors and aliases are refused, so that nine lines cannot become a billion values")
    func bomb() {
        var text = "version: 1\na: &a [x, x, x, x, x, x, x, x, x]\n"
        for (name, before) in zip("bcdefghi", "abcdefgh") {
            text += "\(name): &\(name) [" + (0..<9).map { _ in "*\(before)" }.joined(separator: ", ") + "]\n"
        }
        #expect(messages(text).first?.contains("aliases are not supported") == true)
        #expect(
            messages("version: 1\ntenants: &t []\n") == [
                "t.yaml:2:10: anchors and aliases are not supported (expected the value written out, found an anchor)"
            ])
        // As keys, whose comparison walks them.
        let keys = "a: &a {? [x, x] : y}\nb: &b {? [*a, *a] : y, ? [*a, *a, *a] : z}\nc: {? [*b, *b] : y}\n"
        #expect(messages(keys).first?.contains("not supported") == true)
        // A cron line is no alias.
        #expect(messages(valid.replacingOccurrences(of: "deep: null", with: "cron: \"*/5 * * * *\"")) == [])
    }

    @Test("deep nesting ends in an error, not in a crash")
    func nesting() {
        for text in [
            String(repeating: "[", count: 200_000), String(repeating: "- ", count: 200_000), String(repeating: "{a: ", count: 100_000),
        ] {
            #expect(!messages(text).isEmpty)
        }
    }

    @Test("no garbage makes the reader crash or answer without a reason")
    func fuzz() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededRandom(seed)
        let bytes = Array(valid.utf8)
        for _ in 0..<400 {
            var mutated = bytes
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let index = Int.random(in: 0..<mutated.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: mutated[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: mutated.remove(at: index)
                default: mutated.insert(Array("{}[]:,-&*\"'\n #|>!%@`".utf8).randomElement(using: &generator)!, at: index)
                }
            }
            do throws(TenantsFileError) {
                _ = try TenantsFile.parse(mutated, path: "t")
            } catch {
                #expect(!error.issues.isEmpty, "seed \(seed)")
                #expect(
                    error.issues.allSatisfy { $0.position.line >= 1 && $0.position.column >= 1 && !$0.expected.isEmpty }, "seed \(seed)")
            }
        }
    }

    @Test("a missing file says so")
    func missing() {
        #expect { try TenantsFile.read(path: "/nowhere/tenants.yaml") } throws: {
            "\($0)" == "/nowhere/tenants.yaml:1:1: the file cannot be read (expected a readable file, found none)"
        }
    }
}
