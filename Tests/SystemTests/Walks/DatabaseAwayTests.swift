import Foundation
import Testing

extension SystemTests {
    @Suite("The database goes away") struct DatabaseAwayTests {
        @Test(
            "Without its database at the start and later the host lives, says that it is not ready and why, recovers by itself, has lost nothing and collects on"
        )
        func away() async throws {
            let postgres = try await ExternalPostgres.start()
            let installation = try Installation(databaseURL: postgres.url)
            try await postgres.stop()
            let simulator = try await Simulator.start(count: 40, in: installation.folder)
            let host = try installation.start()
            do {
                try await walk(World(installation: installation, simulator: simulator, hosts: [host]), postgres)
            } catch {
                await host.stop()
                await simulator.stop()
                await postgres.remove()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            #expect(await host.stop() == 0)
            await simulator.stop()
            await postgres.remove()
            installation.remove()
        }

        private func walk(_ world: World, _ postgres: ExternalPostgres) async throws {
            let host = world.host
            try await unready(host)
            #expect(try await host.client.page("/login").status == 200, "what needs no database is served")
            try await postgres.start()
            try await host.ready()
            let alpha = try await host.login("alpha")
            let path = "/api/v1/hosting/miners"
            try await world.fill()
            try await world.collected(alpha)
            let before = try await Observed.now(alpha)

            try await postgres.stop()
            try await unready(host)
            let answer = try await alpha.get(path)
            #expect(answer.status == 503 && answer.headers["content-type"] == "application/problem+json", "\(answer.status) \(answer.text)")
            #expect(!answer.text.contains("house"), "nothing of the inside is told: \(answer.text)")
            let login = try await host.client.post("/api/v1/auth/login", ["email": "alpha@demo.test", "password": "x"])
            #expect(login.status == 503, "\(login.status) \(login.text)")

            try await postgres.start()
            try await host.ready()
            try await eventually("the same session is served again without a restart") {
                try await alpha.get(path).status == 200 ? true : nil
            }
            try await before.expectKept(alpha)
        }

        private func unready(_ host: RunningHost) async throws {
            try await eventually("the host lives and says that its database is away") { () -> Bool? in
                guard try await host.client.get("/health/live").status == 200 else { return nil }
                let ready = try await host.client.get("/health/ready")
                return ready.status == 503 && ready.json["reasons"].items.contains { $0.text.contains("database") } ? true : nil
            }
        }
    }
}
