import Foundation
import Testing

extension SystemTests.OneHouse {
    @Suite("Bad requests get clear answers") struct BadRequestTests {
        @Test("Bodies that are too large, no JSON or of another kind, unknown paths and wrong methods each have their status")
        func statuses() async throws {
            let host = try World.current.host
            let alpha = try await host.login("alpha")
            let path = "/api/v1/hosting/miners"
            let large = try await alpha.send("POST", path, body: Data(repeating: 0x20, count: 2 << 20))
            #expect(large.status == 413 && large.json["code"].text == "body_too_large")
            for nonsense in ["{", "[1,2", "\"\u{0}\"", "{\"a\":1}}", String(repeating: "[", count: 100_000), "nul"] {
                let answer = try await alpha.send("POST", path, body: Data(nonsense.utf8))
                #expect(answer.status == 400, "\(nonsense.prefix(20)): \(answer.status) \(answer.text)")
                #expect(answer.headers["content-type"] == "application/problem+json")
            }
            #expect(try await alpha.send("POST", path, body: Data([0xFF, 0xFE, 0x7B])).status == 400)
            #expect(try await alpha.send("POST", path, body: Data("<a/>".utf8), headers: ["Content-Type": "application/xml"]).status == 415)
            for field in [#"{"port":0}"#, #"{"address":"no address"}"#, #"{"surprise":1}"#, #"{"items":[]}"#, "[]"] {
                let answer = try await alpha.send("POST", path, body: Data(field.utf8))
                #expect(answer.status == 400, "\(field): \(answer.status) \(answer.text)")
            }
            let north = try await host.login("north")
            let sites = "/api/v1/hosting/sites"
            let before = try await north.get(sites).json["total"].integer
            for (body, field) in [
                (#"{"name":"X","capacity_mw":"12"}"#, "capacity_mw"), (#"{"name":"X","location":5}"#, "location"),
                (#"{"name":"X","capacity":9}"#, "capacity"), (#"{"location":"X"}"#, "name"),
            ] {
                let answer = try await north.send("POST", sites, body: Data(body.utf8))
                #expect(answer.status == 400, "\(body): \(answer.status) \(answer.text)")
                #expect(answer.json["detail"].text.hasPrefix(field + ":"), "\(body): \(answer.text)")
            }
            #expect(try await north.get(sites).json["total"].integer == before, "nothing was stored")
            for unknown in [
                "/api/v1/nothing", "/api/v1/hosting/nothing", "/nothing", "/api/v1/hosting/miners/", "/static/../../etc/passwd",
                "/static/%2e%2e/x",
            ] {
                #expect(try await alpha.get(unknown).status == 404, "\(unknown)")
            }
            let method = try await alpha.send("PATCH", path)
            #expect(
                method.status == 405 && method.headers["allow"]?.contains("GET") == true
                    && method.headers["allow"]?.contains("POST") == true)
            let own = try await alpha.delete("/health")
            #expect(own.status == 405 && own.headers["allow"]?.contains("GET") == true, "\(own.status)")
            #expect(try await alpha.get("/health").status == 200, "the host lives on")
        }

        @Test("Bytes that are no HTTP are refused, and the host lives on")
        func nonsense() async throws {
            let host = try World.current.host
            let requests = [
                "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
                "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 200_000) + "\r\n\r\n",
            ]
            for request in requests {
                let answer = (try? await host.client.exchange(Data(request.utf8))) ?? Data()
                #expect(!String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 2"), "\(request.prefix(60))")
            }
            #expect(try await host.client.get("/health").status == 200)
        }

        @Test("A port that is taken is told with its number, and ends with 69")
        func portTaken() async throws {
            let world = try World.current
            let second = try world.installation.start(port: world.host.port)
            #expect(await second.process.waitForExit() == 69)
            #expect(second.process.standardError.contains(":\(world.host.port)"), "\(second.process.standardError)")
            #expect(second.process.standardError.contains("listens there"), "\(second.process.standardError)")
            #expect(try await world.host.client.get("/health/ready").status == 200)
        }
    }
}
