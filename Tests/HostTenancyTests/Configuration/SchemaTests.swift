import Foundation
import TestSupport
import Testing

@testable import HostTenancy

@Suite("The schema for editors")
struct SchemaTests {
    private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func schema() throws -> [String: Any] {
        let data = try Data(contentsOf: root.appendingPathComponent("docs/tenants.schema.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test("names the same keys as the reader, and the same of them as required")
    func keys() throws {
        let schema = try schema()
        let definitions = try #require(schema["$defs"] as? [String: Any])
        for shape in ConfigurationShape.all {
            let definition = shape.name.isEmpty ? schema : try #require(definitions[shape.name] as? [String: Any], "\(shape.name)")
            let properties = try #require(definition["properties"] as? [String: Any])
            #expect(Set(properties.keys) == Set(shape.keys), "\(shape.name)")
            #expect(Set(definition["required"] as? [String] ?? []) == Set(shape.required), "\(shape.name)")
            #expect(definition["additionalProperties"] as? Bool == false, "\(shape.name)")
        }
        let objects = definitions.filter { ($0.value as? [String: Any])?["type"] as? String == "object" }
        #expect(Set(objects.keys) == Set(ConfigurationShape.all.map(\.name)).subtracting([""]))
    }

    @Test("has the reader's patterns, choices and limits")
    func values() throws {
        let schema = try schema()
        let definitions = try #require(schema["$defs"] as? [String: Any])
        func property(_ shape: String, _ name: String) throws -> [String: Any] {
            let definition = shape.isEmpty ? schema : try #require(definitions[shape] as? [String: Any])
            return try #require((definition["properties"] as? [String: Any])?[name] as? [String: Any])
        }
        #expect(try property("", "version")["const"] as? Int == ConfigurationShape.version)
        #expect(try property("plugin", "id")["pattern"] as? String == ConfigurationShape.pluginIdPattern)
        #expect(try property("trusted_key", "ed25519")["pattern"] as? String == ConfigurationShape.publicKeyPattern)
        #expect(try property("tenant", "id")["pattern"] as? String == ConfigurationShape.tenantIdPattern)
        #expect(try property("tenant", "parent")["pattern"] as? String == ConfigurationShape.tenantIdPattern)
        #expect(try property("tenant", "kind")["enum"] as? [String] == TenantKind.allCases.map(\.rawValue))
        #expect(try property("member", "role")["enum"] as? [String] == Role.allCases.map(\.rawValue))
        #expect((definitions["isolation"] as? [String: Any])?["enum"] as? [String] == IsolationMode.allCases.map(\.rawValue))
        #expect((definitions["time"] as? [String: Any])?["pattern"] as? String == ConfigurationShape.timePattern)
        let slots = try property("tenant", "slots")
        #expect(
            slots["minimum"] as? Int == ConfigurationShape.slots.lowerBound
                && slots["maximum"] as? Int == ConfigurationShape.slots.upperBound)
        for quota in ConfigurationShape.quotas.keys {
            let range = try #require(Quota(rawValue: quota)).range
            #expect(try property("quotas", quota)["minimum"] as? Int == range.lowerBound, "\(quota)")
            #expect(try property("quotas", quota)["maximum"] as? Int == range.upperBound, "\(quota)")
        }
    }

    @Test("the patterns and the reader's own checks agree, whatever the text")
    func patterns() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededRandom(seed)
        let tenant = try Regex(ConfigurationShape.tenantIdPattern)
        let plugin = try Regex(ConfigurationShape.pluginIdPattern)
        for _ in 0..<2_000 {
            let text = String((0..<Int.random(in: 0...70, using: &generator)).map { _ in "abz09-_A.é".randomElement(using: &generator)! })
            let word = Bool.random(using: &generator) ? text : text.filter { $0.isASCII && $0 != "A" && $0 != "." }
            #expect(ConfigurationText.isTenantId(word) == ((try? tenant.wholeMatch(in: word)) != nil), "'\(word)', seed \(seed)")
            #expect(ConfigurationText.isPluginId(word) == ((try? plugin.wholeMatch(in: word)) != nil), "'\(word)', seed \(seed)")
        }
    }

    @Test("the demo's tenants.yaml is valid and serves seven tenants with Hosting")
    func demo() throws {
        let file = try TenantsFile.read(path: root.appendingPathComponent("tenants.yaml").path)
        #expect(
            file.tenants.filter { $0.plugins["hosting"]?.isEnabled == true }.map(\.id) == [
                "north", "alpha", "beta", "south", "gamma", "delta", "epsilon",
            ])
        #expect(file.tenants.allSatisfy { $0.members.map(\.email) == ["\($0.id)@demo.test"] && $0.members[0].role == .owner })
        #expect(file.tenants.filter { $0.parent == "south" }.map(\.id) == ["gamma", "delta", "epsilon"])
    }
}
