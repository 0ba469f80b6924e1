import Foundation
import Testing

extension SystemTests.OneHouse {
    @Suite("What people and scrapers read") struct FacesTests {
        @Test("Pages speak the reader's language")
        func languages() async throws {
            let world = try World.current
            let alpha = try await world.host.login("alpha")
            let login = try await world.host.client.page("/login", language: "zh-CN,zh;q=0.9")
            #expect(login.text.contains("登录") && login.text.contains("lang=\"zh-CN\""))
            let chinese = try await alpha.page("/hosting", language: "zh-CN")
            #expect(chinese.text.contains("算力") && chinese.text.contains("机群"))
            let english = try await alpha.page("/hosting", language: "en-GB,en;q=0.8")
            #expect(english.text.contains("lang=\"en\"") && !english.text.contains("算力"))
            for path in ["/hosting", "/hosting/miners", "/login", "/account"] {
                for language in ["en", "zh-CN"] {
                    let page = try await alpha.page(path, language: language)
                    #expect(
                        !page.text.contains("{{") && page.text.firstMatch(of: #/>(nav|miners?|dashboard|state|frame)\.[a-z_]+</#) == nil,
                        "\(path) \(language)")
                }
            }
        }

        @Test("The OpenAPI document is one, and lists the host's and the plugins' routes")
        func openAPI() async throws {
            let host = try World.current.host
            let answer = try await host.client.get("/openapi.json")
            #expect(answer.status == 200 && answer.json["openapi"].text.hasPrefix("3."))
            for path in [
                "/api/v1/auth/login", "/api/v1/tenants/{tenant}/plugins/{plugin}", "/api/v1/hosting/miners", "/api/v1/hosting/miners/{id}",
                "/api/v1/hosting/miners/{id}/telemetry", "/api/v1/greeter/visitors", "/api/v1/counter/counters",
            ] {
                #expect(answer.json["paths"][path] != .null, "\(path)")
            }
            #expect(try await host.client.page("/docs").status == 200)
        }

        @Test("Every line of the metrics is one of the Prometheus text format")
        func metrics() async throws {
            let host = try World.current.host
            let answer = try await host.client.get("/metrics")
            #expect(answer.status == 200 && answer.headers["content-type"]?.hasPrefix("text/plain") == true)
            let label = #"[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\.)*""#
            let sample = try Regex(
                "^([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{\(label)(?:,\(label))*\\})? (?:[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?|[-+]Inf|NaN)$")
            let comment = try Regex("^# (?:HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+$")
            var samples = 0
            for line in answer.text.split(separator: "\n") {
                if line.hasPrefix("#") {
                    #expect(line.wholeMatch(of: comment) != nil, "\(line)")
                } else {
                    #expect(line.wholeMatch(of: sample) != nil, "\(line)")
                    samples += 1
                }
            }
            #expect(samples > 20)
            #expect(answer.text.contains("{plugin=\"hosting\"}"))
            try await eventually("the database was looked at") {
                try await host.client.get("/metrics").text.contains("\nhashinsight_database_size_bytes ") ? true : nil
            }
        }
    }
}
