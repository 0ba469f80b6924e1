import Foundation
import Testing

extension SystemTests {
    @Suite("The host's own database fails") struct PrivateDatabaseTests {
        @Test("A killed private PostgreSQL is told, started again by the host, and has everything; collection goes on")
        func killed() async throws {
            let world = try await World.start()
            do {
                let alpha = try await world.host.login("alpha")
                try await world.collected(alpha)
                let before = try await Observed.now(alpha)
                let postmaster = try #require(Postmaster(of: world.installation))
                postmaster.kill()
                try await eventually("the host lives and says that its database is away") { () -> Bool? in
                    guard try await world.host.client.get("/health/live").status == 200 else { return nil }
                    let ready = try await world.host.client.get("/health/ready")
                    return ready.status == 503 && ready.json["reasons"].items.contains { $0.text.contains("database") } ? true : nil
                }
                try await world.host.ready()
                let revived = try #require(Postmaster(of: world.installation))
                #expect(revived != postmaster)
                try await before.expectKept(alpha)
            } catch {
                let tail = world.host.tail
                await world.stop()
                throw TestFailure("\(error)\n\(tail)")
            }
            await world.stop()
        }

        @Test("A private PostgreSQL that does not start keeps the host unready, not away, and is tried again until it does")
        func doesNotStart() async throws {
            let installation = try Installation()
            defer { installation.remove() }
            let first = try await installation.start().ready()
            #expect(await first.stop() == 0)
            let settings = installation.data + "/postgres/cluster/postgresql.auto.conf"
            let good = try String(contentsOfFile: settings, encoding: .utf8)
            try "no_such_setting = 1\n".write(toFile: settings, atomically: false, encoding: .utf8)
            let host = try installation.start()
            do {
                try await eventually("the host lives and says that its own database does not start") { () -> Bool? in
                    if let code = host.process.exitCode() { throw TestFailure("the host ended with \(code)") }
                    let ready = try await host.client.get("/health/ready")
                    return ready.status == 503 && ready.json["reasons"].items.contains { $0.text.contains("does not start") } ? true : nil
                }
                #expect(try await host.client.get("/health/live").status == 200)
                #expect(try await host.client.page("/login").status == 200, "what needs no database is served")
                #expect(host.log.contains("no_such_setting"), "the log says why")
                try good.write(toFile: settings, atomically: false, encoding: .utf8)
                try await host.ready()
                #expect(try await host.login("alpha").get("/api/v1/hosting/miners").status == 200)
            } catch {
                await host.stop()
                throw TestFailure("\(error)\n\(host.tail)")
            }
            #expect(await host.stop() == 0)

            // What cannot heal ends the host with the reason.
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: installation.data + "/postgres/cluster")
            let refused = try installation.start()
            #expect(await refused.process.waitForExit(patience: .seconds(60)) == 69)
            #expect(refused.log.contains("postgres/cluster has the permissions 0777"), "\(refused.tail)")
        }
    }
}
