import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HostWeb

@Suite struct OpenAPITests {
    @Test("The document lists the host's routes and the plugins', each with what OpenAPI asks for")
    func structure() async throws {
        let site = try TestSite()
        try await site.test { client in
            let response = try await client.execute(uri: "/openapi.json", method: .get)
            let document = try JSONReader.read(Array(response.body.readableBytesView))
            #expect(document["openapi"]?.text == "3.1.0")
            #expect(document["info"]?["version"]?.text == "0.0.0-test")
            guard case .object(let paths)? = document["paths"] else { throw JSONFault(message: "no paths", line: 0, column: 0) }
            for path in ["/api/v1/auth/login", "/api/v1/tenants/{tenant}/plugins/{plugin}", "/health", "/api/v1/sample/things/{id}"] {
                #expect(paths[path] != nil)
            }
            #expect(paths["/sample/things"] == nil)
            #expect(paths["/login"] == nil)
            var identifiers: Set<String> = []
            for (path, item) in paths {
                guard case .object(let operations) = item else { continue }
                for (method, operation) in operations {
                    let identifier = try #require(operation["operationId"]?.text)
                    #expect(identifiers.insert(identifier).inserted, "\(identifier) stands twice")
                    guard case .object(let responses)? = operation["responses"], case .array(let parameters)? = operation["parameters"]
                    else {
                        Issue.record("\(method) \(path) lacks responses or parameters")
                        continue
                    }
                    #expect(responses.keys.contains("default"))
                    let bound = parameters.filter { $0["in"]?.text == "path" }.compactMap { $0["name"]?.text }
                    #expect(bound == path.matches(of: /\{(\w+)\}/).map { String($0.1) })
                    if method != "get", path != "/api/v1/auth/login" {
                        guard case .array(let security)? = operation["security"] else { continue }
                        #expect(security.first?["csrf"] != nil)
                    }
                }
            }
        }
    }

    @Test("The page of the API lists the same without a script from elsewhere")
    func page() async throws {
        let site = try TestSite()
        try await site.test { client in
            let page = String(buffer: try await client.execute(uri: "/docs", method: .get).body)
            #expect(page.contains("/api/v1/sample/things/{id}"))
            #expect(!page.contains("http://") && !page.contains("https://"))
        }
    }
}
