import Foundation
import Testing

extension SystemTests.OneHouse {
    /// What one tenant must never reach of another, over HTTP and below it.
    @Suite("Tenants are kept apart") struct TenancyTests {
        @Test("Another tenant's miner is 404 for reading, changing, deleting and its telemetry, and stays as it was")
        func foreignMiner() async throws {
            let host = try World.current.host
            let alpha = try await host.login("alpha")
            let beta = try await host.login("beta")
            let gamma = try await host.login("gamma")
            let south = try await host.login("south")
            let id = try await alpha.get("/api/v1/hosting/miners?per_page=1").json["items"][0]["id"].text
            let path = "/api/v1/hosting/miners/\(id)"
            let before = try await alpha.get(path)
            #expect(before.status == 200 && before.json["client"].text == "alpha")
            for stranger in [beta, gamma, south] {
                for path in [path, path + "/telemetry?from=-1h", "/hosting/miners/\(id)", "/hosting/miners/\(id)/now"] {
                    #expect(try await stranger.get(path).status == 404, "\(path)")
                }
                #expect(try await stranger.put(path, ["status": "offline"]).status == 404)
                #expect(try await stranger.delete(path).status == 404)
            }
            #expect(try await host.login("north").get(path).json["client"].text == "alpha", "its provider sees it")
            #expect(try await alpha.get(path).json["status"].text == before.json["status"].text)
            for nonsense in ["0", "-1", "99999999999999999999", "abc", "1%20OR%201=1", "%00"] {
                #expect(try await alpha.get("/api/v1/hosting/miners/\(nonsense)").status == 404, "\(nonsense)")
            }
        }

        @Test("A client creates miners for itself, never for another; a provider for its clients, never for another's")
        func creating() async throws {
            let world = try World.current
            let alpha = try await world.host.login("alpha")
            let beta = try await world.host.login("beta")
            let north = try await world.host.login("north")
            let total = try await beta.get("/api/v1/hosting/miners").json["total"].integer
            func draft(_ client: String, _ serial: String) -> JSON {
                [
                    "client": .text(client), "serial_number": .text(serial), "model": .text(world.simulator.devices[0].model),
                    "address": .text(world.simulator.devices[0].address), "status": "offline",
                ]
            }
            #expect(try await alpha.post("/api/v1/hosting/miners", draft("beta", "SMUGGLED-1")).status == 404)
            #expect(try await alpha.post("/api/v1/hosting/miners", draft("gamma", "SMUGGLED-2")).status == 404)
            #expect(try await north.post("/api/v1/hosting/miners", draft("gamma", "SMUGGLED-3")).status == 404)
            #expect(try await beta.get("/api/v1/hosting/miners").json["total"].integer == total)
            // A serial number that another tenant has is no obstacle, and so tells nothing.
            let betas = try await beta.get("/api/v1/hosting/miners?per_page=1").json["items"][0]["serial_number"].text
            let own = try await alpha.post("/api/v1/hosting/miners", draft("alpha", betas))
            #expect(own.status == 201, "\(own.text)")
            let twice = try await alpha.post("/api/v1/hosting/miners", draft("alpha", betas))
            #expect(twice.status == 409, "\(twice.status) \(twice.text)")
            #expect(twice.json["detail"].text == #"serial_number: alpha has "\#(betas)" already. Nothing was written."#)
            #expect(try await alpha.delete("/api/v1/hosting/miners/\(own.json["id"].text)").status == 204)
        }

        @Test("What is there already is 409 and named: a serial number alone, among a thousand and in a change, and a site's name")
        func taken() async throws {
            let world = try World.current
            let north = try await world.host.login("north")
            let alpha = try await world.host.login("alpha")
            let path = "/api/v1/hosting/miners"
            let present = try await alpha.get(path + "?per_page=2").json["items"].items
            let (id, serial) = (try #require(present.first)["id"].text, try #require(present.last)["serial_number"].text)
            func refusal(_ answer: Answer) {
                #expect(answer.status == 409 && answer.json["code"].text == "conflict", "\(answer.status) \(answer.text)")
                for word in ["duplicate key", "constraint", "tenant_id", "p_hosting", "_key"] {
                    #expect(!answer.text.contains(word), "\(word): \(answer.text)")
                }
            }
            func item(_ serial: String) -> JSON {
                [
                    "client": "alpha", "serial_number": .text(serial), "model": .text(world.simulator.devices[0].model),
                    "address": .text(world.simulator.devices[0].address), "status": "offline",
                ]
            }
            let total = try await alpha.get(path).json["total"].integer
            let bulk = (0..<999).map { item("BULK-\($0)") }
            let among = try await north.post(path, ["items": .list(bulk + [item(serial)])])
            refusal(among)
            #expect(among.json["detail"].text == #"serial_number: alpha has "\#(serial)" already. Nothing was written."#)
            let doubled = try await north.post(path, ["items": .list(bulk + [item("BULK-17")])])
            refusal(doubled)
            #expect(doubled.json["detail"].text.hasPrefix(#"serial_number: "BULK-17" is given more than once for alpha."#))
            let changed = try await alpha.put(path + "/\(id)", ["serial_number": .text(serial)])
            refusal(changed)
            #expect(changed.json["detail"].text.hasPrefix(#"serial_number: another miner of this client has "\#(serial)" already."#))
            #expect(try await alpha.get(path).json["total"].integer == total, "nothing was written")
            let site = try await north.post("/api/v1/hosting/sites", ["name": "Hall of north"])
            refusal(site)
            #expect(site.json["detail"].text == #"name: you have a site "Hall of north" already."#)
        }

        @Test("No session is 401 and a page leads to the login, a role too low is 403, a plugin that is not enabled is 404")
        func statuses() async throws {
            let host = try World.current.host
            let nobody = try await host.client.get("/api/v1/hosting/miners")
            #expect(nobody.status == 401 && nobody.headers["content-type"] == "application/problem+json")
            #expect(nobody.json["code"].text == "unauthenticated" && !nobody.json["request_id"].text.isEmpty)
            let page = try await host.client.page("/hosting/miners?state=ok")
            #expect(page.status == 303)
            #expect(page.headers["location"] == "/login?next=/hosting/miners%3Fstate%3Dok")
            #expect(try await host.client.page("/operator").headers["location"]?.hasPrefix("/login") == true)

            let guest = try await host.login("alpha-guest")
            #expect(try await guest.get("/api/v1/hosting/miners").status == 200)
            #expect(try await guest.post("/api/v1/hosting/miners", [:]).status == 403)
            #expect(try await guest.delete("/api/v1/hosting/miners/1").status == 403)

            let plugin = "/api/v1/tenants/beta/plugins/hosting"
            for name in ["alpha", "north"] {
                let member = try await host.login(name)
                #expect(try await member.delete(plugin).status == 403)
                #expect(try await member.put(plugin).status == 403)
                #expect(try await member.page("/operator").status == 403)
            }
            let watcher = try await host.login("watcher")
            #expect(try await watcher.page("/operator").status == 200)
            #expect(try await watcher.delete(plugin).status == 403)
            let chief = try await host.login("operator")
            #expect(try await chief.get("/api/v1/hosting/miners").status == 404, "an operator sees none of the tenants' data")
            #expect(try await chief.put("/api/v1/tenants/nobody/plugins/hosting").status == 404)
            #expect(try await chief.put("/api/v1/tenants/beta/plugins/nothing").status == 404)
            #expect(try await host.login("beta").get("/api/v1/hosting/miners").status == 200)
        }

        @Test("A write by cookie without the session's own token, or from another site, is refused")
        func forgery() async throws {
            let host = try World.current.host
            let alpha = try await host.login("alpha")
            let path = "/api/v1/hosting/miners/\(try await alpha.get("/api/v1/hosting/miners?per_page=1").json["items"][0]["id"].text)"
            let body = Data(#"{"status":"offline"}"#.utf8)
            var others = alpha
            others.csrfToken = try await host.login("alpha").csrfToken
            var without = alpha
            without.csrfToken = nil
            for client in [without, others] {
                let answer = try await client.send("PUT", path, body: body)
                #expect(answer.status == 403 && answer.json["detail"].text == "CSRF token validation failed")
            }
            let crossed = try await alpha.send("PUT", path, body: body, headers: ["Sec-Fetch-Site": "cross-site"])
            #expect(crossed.status == 403)
            #expect(try await alpha.send("PUT", path, body: body, headers: ["Origin": "https://evil.example"]).status == 403)
            #expect(try await alpha.get(path).json["status"].text == "active")
        }

        @Test("A cookie that is garbage, expired or of a session that was ended opens nothing, on any host")
        func cookies() async throws {
            let world = try World.current
            for garbage in ["x", String(repeating: "0", count: 64), "'; DROP TABLE app.sessions; --", String(repeating: "é", count: 90)] {
                var client = world.host.client
                client.cookie = "hashinsight_session=" + garbage
                #expect(try await client.get("/api/v1/hosting/miners").status == 401, "\(garbage)")
            }
            let stolen = try await world.hosts[0].login("beta")
            #expect(try await stolen.at(port: world.hosts[1].port).get("/api/v1/auth/session").status == 200)
            #expect(try await stolen.post("/api/v1/auth/logout", [:]).status == 204)
            for host in world.hosts {
                try await eventually("the ended session opens nothing on port \(host.port)") {
                    try await stolen.at(port: host.port).get("/api/v1/auth/session").status == 401 ? true : nil
                }
            }
            let old = try await world.hosts[1].login("beta")
            _ = try await world.installation.query(
                "UPDATE app.sessions SET expires_at = now() - interval '1 second' WHERE id = (SELECT max(id) FROM app.sessions)")
            for host in world.hosts {
                try await eventually("the expired session opens nothing on port \(host.port)") {
                    try await old.at(port: host.port).get("/api/v1/auth/session").status == 401 ? true : nil
                }
            }
            let first = try await world.host.login("beta")
            let second = try await world.host.login("beta")
            #expect(first.cookie != second.cookie, "each login is a session of its own")
            let wrong = try await world.host.client.post("/api/v1/auth/login", ["email": "beta@demo.test", "password": "wrong"])
            #expect(wrong.status == 401 && wrong.headers["set-cookie"] == nil)
        }

        @Test("Lists have one shape, and a page past the end is empty")
        func lists() async throws {
            let host = try World.current.host
            let alpha = try await host.login("alpha")
            for path in [
                "/api/v1/hosting/miners", "/api/v1/hosting/sites", "/api/v1/hosting/models", "/api/v1/jobs", "/api/v1/tenants",
                "/api/v1/plugins",
            ] {
                let list = try await alpha.get(path)
                #expect(list.status == 200, "\(path)")
                guard case .object(let members) = list.json else { throw TestFailure("\(path): \(list.text)") }
                #expect(Set(members.keys) == ["items", "total", "page", "per_page"], "\(path)")
            }
            let first = try await alpha.get("/api/v1/hosting/miners?per_page=5").json
            #expect(
                first["items"].items.count == 5 && first["total"].integer == 12 && first["page"].integer == 1
                    && first["per_page"].integer == 5)
            let last = try await alpha.get("/api/v1/hosting/miners?per_page=5&page=3").json
            #expect(last["items"].items.count == 2)
            let past = try await alpha.get("/api/v1/hosting/miners?per_page=5&page=4")
            #expect(past.status == 200 && past.json["items"] == .list([]) && past.json["total"].integer == 12)
            for wrong in ["page=0", "page=x", "per_page=0", "per_page=100000"] {
                #expect(try await alpha.get("/api/v1/hosting/miners?" + wrong).status == 400, "\(wrong)")
            }
            let tenants = try await alpha.get("/api/v1/tenants").json["items"].items.map(\.["id"].text)
            #expect(tenants == ["alpha"])
            let norths = try await host.login("north").get("/api/v1/tenants").json["items"].items.map(\.["id"].text)
            #expect(Set(norths) == ["north", "alpha", "beta"])
        }

        @Test("Below HTTP, the plugin's role sees nothing without a tenant, and with one only that tenant's rows")
        func rowSecurity() async throws {
            let installation = try World.current.installation
            let open = try await installation.superuserQuery(
                """
                SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname IN ('p_hosting', 'p_greeter', 'p_counter') AND c.relkind IN ('r', 'p')
                  AND c.relname NOT IN ('miner_models', 'controllable_firmwares')
                  AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
                  AND NOT (c.relispartition AND NOT has_table_privilege('rt_' || substr(n.nspname, 3), c.oid, 'SELECT, INSERT, UPDATE, DELETE'))
                """)
            #expect(open == [], "every tenant table has forced row security; partitions can only be reached through theirs")
            // Those two belong to nobody: the same for all tenants, filled from the bundle.
            let written = try await installation.superuserQuery(
                """
                SELECT name FROM unnest(ARRAY['miner_models', 'controllable_firmwares']) AS name
                WHERE has_table_privilege('rt_hosting', 'p_hosting.' || name, 'INSERT, UPDATE, DELETE, TRUNCATE')
                """)
            #expect(written == [], "no plugin writes what all tenants read")
            func count(_ context: String) async throws -> String {
                try await installation.superuserQuery("SET ROLE rt_hosting; \(context) SELECT count(*) FROM p_hosting.miners").last?.first
                    ?? ""
            }
            func sight(_ low: String, _ high: String) -> String { "SET app.sight_low = '\(low)'; SET app.sight_high = '\(high)';" }
            let key = try await installation.query("SELECT key FROM app.tenants WHERE id = 'alpha'")[0][0]
            #expect(try await count("") == "0")
            #expect(try await count(sight("", "")) == "0")
            #expect(try await count(sight(key, key)) == "12")
            let attributes = try await installation.query(
                "SELECT rolsuper::text || rolbypassrls || rolcreaterole || rolcreatedb FROM pg_roles WHERE rolname = 'rt_hosting'")
            #expect(attributes == [["falsefalsefalsefalse"]])
        }
    }
}
