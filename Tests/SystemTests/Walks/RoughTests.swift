import Foundation
import Glibc
import Testing

extension SystemTests {
    /// One host with broken neighbours of Hosting, that is told nonsense and killed.
    @Suite("A rough life") struct RoughTests {
        @Test("Broken bundles are left out by name, a wrong SIGHUP changes nothing, a right one does, and a kill loses nothing")
        func roughLife() async throws {
            let installation = try RoughTests.withBrokenBundles()
            let world = try await World.start(installation: installation)
            do {
                try await bundles(world)
                try await hangUps(world)
                try await kill(world)
            } catch {
                await world.stop()
                throw TestFailure("\(error)\n\(world.host.tail)")
            }
            await world.stop()
        }

        private static func withBrokenBundles() throws -> Installation {
            let installation = try Installation()
            let files = FileManager.default
            func copy(_ name: String, _ id: String, as path: String, _ change: (String) -> String) throws {
                try files.copyItem(atPath: Product.bundle(name), toPath: path)
                let manifest = try String(contentsOfFile: path + "/plugin.yaml", encoding: .utf8)
                try change(manifest).write(toFile: path + "/plugin.yaml", atomically: true, encoding: .utf8)
            }
            let folder = installation.folder
            try copy("Greeter", "greeter", as: folder + "/Future.plugin") {
                $0.replacingOccurrences(of: "abi: \"1.0\"", with: "abi: \"9.0\"")
            }
            try copy("Counter", "counter", as: folder + "/Half.plugin") { $0 }
            try files.removeItem(atPath: folder + "/Half.plugin/libCounter.so")
            try installation.write(
                plugins: ["hosting": folder + "/Hosting.plugin", "greeter": folder + "/Future.plugin", "counter": folder + "/Half.plugin"],
                tenants: DemoTenants.yaml(with: ["greeter", "counter"]))
            return installation
        }

        private func bundles(_ world: World) async throws {
            let alpha = try await world.host.login("alpha")
            #expect(try await alpha.get("/api/v1/hosting/miners").json["total"].integer == 12)
            #expect(try await alpha.get("/api/v1/greeter/visitors").status == 404)
            #expect(try await alpha.get("/api/v1/counter/counters").status == 404)
            let health = try await world.host.client.get("/health")
            #expect(health.status == 200 && health.json["status"].text == "degraded", "\(health.text)")
            #expect(world.host.log.contains("greeter") && world.host.log.contains("abi"), "the log names the plugin and the field")
            #expect(world.host.log.contains("libCounter.so"), "the log names the missing file")
            let list = try await world.installation.run("plugins", "list", "--json")
            let states = Dictionary(
                JSON(parsing: Data(list.output.utf8)).items.map { ($0["id"].text, $0["accepted"].truth) },
                uniquingKeysWith: { first, _ in first })
            #expect(states == ["hosting": true, "greeter": false, "counter": false])
            let check = try await Product.run(["plugins", "check", world.installation.folder + "/Future.plugin"])
            #expect(check.exitCode == 65 && (check.output + check.talk).contains("abi"))
        }

        private func hangUps(_ world: World) async throws {
            let installation = world.installation
            let good = try String(contentsOfFile: installation.config, encoding: .utf8)
            let chief = try await world.host.login("operator")
            let tenants = try await chief.get("/api/v1/tenants?per_page=100").json["total"].integer
            try good.replacingOccurrences(of: "id: epsilon", with: "id: Wrong Name").write(
                toFile: installation.config, atomically: true, encoding: .utf8)
            world.host.process.signal(SIGHUP)
            try await eventually("the wrong file is refused with its place") {
                world.host.log.contains("the configuration was not applied") && world.host.log.contains(/tenants\.yaml:\d+:\d+/)
                    ? true : nil
            }
            #expect(try await chief.get("/api/v1/tenants?per_page=100").json["total"].integer == tenants)
            #expect(try await world.host.login("epsilon").get("/api/v1/hosting/miners").status == 200)

            try (good + "  - {id: zeta, kind: client, parent: north, plugins: {hosting: {}}}\n").write(
                toFile: installation.config, atomically: true, encoding: .utf8)
            world.host.process.signal(SIGHUP)
            try await eventually("the right file is applied") {
                try await chief.get("/api/v1/tenants?per_page=100").json["total"].integer == tenants.map { $0 + 1 } ? true : nil
            }
        }

        private func kill(_ world: World) async throws {
            let alpha = try await world.host.login("alpha")
            try await world.collected(alpha)
            func stored() async throws -> [String] {
                try await world.installation.superuserQuery(
                    "SELECT (SELECT count(*) FROM p_hosting.telemetry), (SELECT count(*) FROM p_hosting.miners), (SELECT count(*) FROM app.audit)"
                )[0]
            }
            let before = try await stored().compactMap(Int.init)
            let serials = try await alpha.get("/api/v1/hosting/miners?per_page=100").json["items"].items.map(\.["serial_number"].text)
            await world.host.crash()
            let again = try world.installation.start(port: world.host.port)
            do {
                try await again.ready()
                #expect(try await alpha.get("/api/v1/auth/session").status == 200, "the session lives on")
                let now = try await alpha.get("/api/v1/hosting/miners?per_page=100").json["items"].items.map(\.["serial_number"].text)
                #expect(now == serials)
                let after = try await stored().compactMap(Int.init)
                #expect(before.count == 3 && zip(before, after).allSatisfy { $0 <= $1 }, "\(before) → \(after)")
                try await eventually("collection goes on") {
                    try await stored().first.flatMap { Int($0) } ?? 0 > after[0] ? true : nil
                }
            } catch {
                await again.stop()
                throw TestFailure("\(error)\n\(again.tail)")
            }
            #expect(await again.stop() == 0)
        }
    }
}
