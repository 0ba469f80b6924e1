import Foundation
import Glibc
import Testing

extension SystemTests.OneHouse {
    @Suite("Jobs outlive their host") struct JobTests {
        @Test("A host is killed in the middle of a run: the run goes on elsewhere, and none is ever completed twice")
        func killed() async throws {
            let world = try World.current
            // A dead miner makes a round last, so that the kill hits one.
            let slow = World.shares.map(\.devices.lowerBound)
            for device in slow { try await world.simulator.set(device, "dead") }
            let third = try await world.installation.start().ready()
            let held = """
                SELECT r.tenant_key FROM app.job_runs r JOIN app.job_hosts h ON h.id = r.host
                WHERE r.plugin = 'hosting' AND h.name LIKE '%:\(third.process.processId)'
                """
            let tenant: String
            do {
                tenant = try await eventually("the third host runs a collection") { try await world.installation.query(held).first?.first }
            } catch {
                await third.stop()
                throw TestFailure("\(error)\n\(third.tail)")
            }
            await third.crash()
            for device in slow { try await world.simulator.set(device, "healthy") }
            func completed() async throws -> Int {
                let rows = try await world.installation.query(
                    "SELECT count(*) FROM app.job_history WHERE tenant_key = \(tenant) AND plugin = 'hosting' AND state = 'succeeded'")
                return Int(rows[0][0]) ?? 0
            }
            let before = try await completed()
            try await eventually("its tenant's collection goes on at the other hosts", patience: .seconds(90)) {
                try await completed() > before + 1 ? true : nil
            }
            try await eventually("nothing is held by the host that died", patience: .seconds(60)) {
                try await world.installation.query(held).isEmpty ? true : nil
            }
            let twice = try await world.installation.query(
                "SELECT run_id, count(*) FROM app.job_history WHERE state = 'succeeded' GROUP BY run_id HAVING count(*) > 1")
            #expect(twice == [])
            let fences = try await world.installation.query(
                "SELECT run_id, fence, count(*) FROM app.job_history GROUP BY run_id, fence HAVING count(*) > 1")
            #expect(fences == [])
            // A second of tolerance: the two times are of two transactions.
            let atOnce = try await world.installation.query(
                """
                SELECT a.run_id, b.run_id FROM app.job_history a JOIN app.job_history b
                  ON a.tenant_key = b.tenant_key AND a.plugin = b.plugin AND a.job = b.job AND a.run_id < b.run_id
                WHERE a.started_at < b.ended_at - interval '1 second' AND b.started_at < a.ended_at - interval '1 second'
                """)
            #expect(atOnce == [], "two hosts ran one job at once")
        }
    }
}
