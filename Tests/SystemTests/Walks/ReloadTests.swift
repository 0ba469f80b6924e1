import Foundation
import Glibc
import Testing

extension SystemTests {
    /// What SIGHUP does to a running host.
    @Suite("A running host reads its configuration again") struct ReloadTests {
        @Test("A bundle that was listed since the start is loaded and serves; one taken off the list is told to wait for a restart")
        func hangUp() async throws {
            let installation = try Installation()
            defer { installation.remove() }
            let host = try await installation.start().ready()
            let alpha = try await host.login("alpha")
            let greeting = "/api/v1/greeter/greeting/Ada"
            #expect(try await alpha.get(greeting).status == 404)

            let hosting = installation.folder + "/Hosting.plugin"
            try installation.write(
                plugins: ["hosting": hosting, "greeter": Product.bundle("Greeter")], tenants: DemoTenants.yaml(with: ["greeter"]))
            host.process.signal(SIGHUP)
            try await eventually("the new bundle serves") { try await alpha.get(greeting).status == 200 ? true : nil }

            let chief = try await host.login("operator")
            for _ in 0..<5 {
                let off = try await chief.delete("/api/v1/tenants/alpha/plugins/greeter")
                #expect(off.status == 200 && off.json["enabled"].truth == false, "\(off.text)")
                #expect(try await alpha.get(greeting).status == 404)
                let on = try await chief.put("/api/v1/tenants/alpha/plugins/greeter")
                #expect(on.status == 200 && on.json["trouble"] == .null, "\(on.text)")
                #expect(try await alpha.get(greeting).status == 200, "on is answered when it serves")
            }

            try installation.write(plugins: ["hosting": hosting], tenants: DemoTenants.yaml())
            host.process.signal(SIGHUP)
            try await eventually("the log says what needs a restart") {
                host.log.contains("restart the host to apply this: it is no longer listed") ? true : nil
            }
            #expect(try await alpha.get("/api/v1/hosting/miners").status == 200, "the others serve on")
            await host.stop()
        }
    }
}
