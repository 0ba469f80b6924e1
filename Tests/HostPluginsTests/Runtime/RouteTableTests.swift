import HostData
import TestSupport
import Testing

@testable import HostPlugins

@Suite("The route table finds the instance of the tenant that asks", .timeLimit(.minutes(5)))
struct RouteTableTests {
    private func name(_ match: RouteTable.Match) -> String {
        switch match {
        case .found(let target): target.route.name + target.parameters.map { " \($0.name)=\($0.value)" }.joined()
        case .methodNotAllowed(let methods): "405 " + methods.joined(separator: ",")
        case .options(let methods): "options " + methods.joined(separator: ",")
        case .notFound: "404"
        }
    }

    @Test("Paths, parameters, methods and tenants") func matching() async throws {
        let instance = try await TestPlugin.instance()
        let table = RouteTable([instance])
        let alpha = TestPlugin.alpha.key.rawValue
        func at(_ method: String, _ path: String, _ tenant: Int64? = nil) -> String {
            name(table.match(method: method, path: path, tenantKey: tenant ?? alpha))
        }
        #expect(at("GET", "/api/v1/test/things") == "things")
        #expect(at("HEAD", "/api/v1/test/things") == "things")
        #expect(at("POST", "/api/v1/test/things") == "new_thing")
        #expect(at("DELETE", "/api/v1/test/things") == "405 GET,HEAD,OPTIONS,POST")
        #expect(at("OPTIONS", "/api/v1/test/things") == "options GET,HEAD,OPTIONS,POST")
        #expect(at("GET", "/api/v1/test/things/special") == "special")
        #expect(at("GET", "/api/v1/test/things/special/parts/4") == "part id=special part=4")
        #expect(at("GET", "/api/v1/test/things/a%2Fb") == "thing id=a/b")
        #expect(at("GET", "/api/v1/test/leads") == "404", "a client has none of what is a provider's")
        #expect(at("DELETE", "/api/v1/test/leads") == "404")
        #expect(at("GET", "/api/v1/test/own") == "own")
        #expect(at("GET", "/api/v1/test/things/%zz") == "404")
        #expect(at("GET", "/api/v1/test/things/") == "404")
        #expect(at("GET", "/api/v1/test") == "404")
        #expect(at("GET", "") == "404")
        #expect(at("GET", "/" + String(repeating: "a/", count: 40)) == "404")
        #expect(at("GET", "/api/v1/test/things", TestPlugin.beta.key.rawValue) == "404")
        #expect(at("DELETE", "/api/v1/test/things", TestPlugin.beta.key.rawValue) == "404")
        #expect(at("GET", "/api/v1/test/things/a%20b") == "thing id=a b")
        #expect(at("GET", "/api/v1/test/things/a%252Fb") == "thing id=a%2Fb")
        #expect(await instance.close())
    }

    @Test("Random paths never trap and never find a route that is not theirs") func fuzz() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SeededRandom(seed)
        let instance = try await TestPlugin.instance()
        let table = RouteTable([instance])
        let pieces = ["/", "api", "v1", "test", "things", "parts", "%41", "%", "special", "é", "..", ""]
        for _ in 0..<20_000 {
            let path = (0..<Int(random.next() % 14)).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
            if case .found(let target) = table.match(method: "GET", path: path, tenantKey: TestPlugin.alpha.key.rawValue) {
                #expect(path.hasPrefix("/api/v1/test/"))
                #expect(target.parameters.count == target.route.path.parameters.count)
            }
        }
        #expect(await instance.close())
    }
}
