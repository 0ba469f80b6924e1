import Foundation
import Glibc
import Testing

extension SystemTests {
    /// Bundles that come into a running installation, outside of development mode.
    @Suite("Signed bundles are installed into running hosts") struct InstallTests {
        /// An installation that trusts one key and takes nothing unsigned; its Hosting bundle is signed.
        private struct Signed {
            let installation: Installation
            let key: String
            let keyId: String

            init() async throws {
                installation = try Installation()
                key = installation.folder + "/release.key"
                let made = try await Product.run(["plugins", "keygen", key, "--name", "release", "--json"])
                guard made.exitCode == 0 else { throw TestFailure("keygen: \(made.talk)") }
                let report = JSON(parsing: Data(made.output.utf8))
                keyId = report["key_id"].text
                try configure(publicKey: report["ed25519"].text)
                try await sign(installation.folder + "/Hosting.plugin")
            }

            func configure(publicKey: String) throws {
                try installation.write(
                    plugins: ["hosting": installation.folder + "/Hosting.plugin"], tenants: DemoTenants.yaml(),
                    head: "trusted_keys:\n  - {name: release, ed25519: \(publicKey)}\n")
            }

            func sign(_ bundle: String) async throws {
                let outcome = try await Product.run(["plugins", "sign", bundle, "--key", key])
                guard outcome.exitCode == 0 else { throw TestFailure("sign: \(outcome.talk)") }
            }

            /// Changes one byte of a file.
            func tamper(_ path: String) throws {
                var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
                bytes[bytes.count / 2] ^= 1
                chmod(path, 0o644)
                try bytes.write(to: URL(fileURLWithPath: path))
            }
        }

        @Test("Installed, enabled, asked, disabled, uninstalled and purged while the hosts run, and each step is audited")
        func life() async throws {
            let signed = try await Signed()
            let installation = signed.installation
            defer { installation.remove() }
            var first = try await installation.start().ready()
            let second = try await installation.start().ready()
            let greeting = "/api/v1/greeter/greeting/Ada"
            let bundle = try installation.greeter("Greeter")

            let unknown = try await installation.run("plugins", "enable", "greeter", "--tenant", "alpha")
            #expect(unknown.exitCode == 65 && unknown.talk.contains("there is no plugin 'greeter'"), "\(unknown.talk)")
            let unsigned = try await installation.run("plugins", "install", bundle)
            #expect(unsigned.exitCode == 65 && unsigned.talk.contains("signature.json: missing"), "\(unsigned.talk)")
            try await signed.sign(bundle)
            let installed = try await installation.run("plugins", "install", bundle, "--json")
            let report = JSON(parsing: Data(installed.output.utf8))
            #expect(installed.exitCode == 0 && report["serving"].truth == true, "\(installed.talk)")
            #expect(report["signed_by"].text == "release" && report["key_id"].text == signed.keyId)
            let again = try await installation.run("plugins", "install", bundle)
            #expect(again.exitCode == 0 && again.output.contains("as before"), "\(again.output) \(again.talk)")

            let on = try await installation.run("plugins", "enable", "greeter", "--tenant", "alpha", "--grant")
            #expect(on.exitCode == 0, "\(on.talk)")
            let alpha = try await first.login("alpha")
            let beta = try await first.login("beta")
            for port in [first.port, second.port] {
                try await eventually("the host on port \(port) serves what was installed") {
                    try await alpha.at(port: port).get(greeting).status == 200 ? true : nil
                }
                #expect(try await beta.at(port: port).get(greeting).status == 404)
            }

            try await refusesWhatIsInUse(signed, digest: report["digest"].text)

            // A copy in the data folder that was changed is not loaded again.
            await first.stop()
            try signed.tamper("\(installation.data)/plugins/\(report["digest"].text)/plugin.yaml")
            first = try await installation.start().ready()
            let back = try await first.login("alpha")
            #expect(try await back.get(greeting).status == 200)
            #expect(first.log.contains("set aside") && first.log.contains("plugin.yaml: was changed"), "\(first.tail)")

            let off = try await installation.run("plugins", "disable", "greeter", "--tenant", "alpha", "--yes")
            #expect(off.exitCode == 0, "\(off.talk)")
            let removed = try await installation.run("plugins", "uninstall", "greeter")
            #expect(removed.exitCode == 0 && removed.output.contains("1.0.0") && removed.output.contains("1.1.0"), "\(removed.talk)")
            for host in [first, second] {
                try await eventually("the host on port \(host.port) has let go of it") {
                    host.log.contains("a plugin was uninstalled") ? true : nil
                }
            }
            #expect(try await back.get(greeting).status == 404)
            #expect(try await back.get("/api/v1/hosting/miners").status == 200, "the others serve on")
            try await purges(installation)
            let audit = try await installation.query("SELECT action || ' ' || subject || ' ' || actor FROM app.audit ORDER BY sequence")
            let actions = audit.compactMap(\.first).filter { $0.contains("greeter") && !$0.contains("consent") && !$0.contains("grant") }
            #expect(
                actions == [
                    "plugin.install greeter/1.0.0 command line", "plugin.enable alpha/greeter command line",
                    "plugin.install greeter/1.1.0 command line", "plugin.disable alpha/greeter command line",
                    "plugin.uninstall greeter/1.1.0 command line", "plugin.uninstall greeter/1.0.0 command line",
                    "plugin.purge greeter command line",
                ], "\(audit)")
            await first.stop()
            await second.stop()
        }

        /// While the plugin is enabled for alpha: nothing takes it away, another version only lies beside it.
        private func refusesWhatIsInUse(_ signed: Signed, digest: String) async throws {
            let installation = signed.installation
            let uninstall = try await installation.run("plugins", "uninstall", "greeter")
            #expect(uninstall.exitCode == 77 && uninstall.talk.contains("enabled for alpha"), "\(uninstall.talk)")
            let purge = try await installation.run("plugins", "purge", "greeter", "--tenant", "alpha", "--force")
            #expect(purge.exitCode == 77 && purge.talk.contains("enabled for alpha"), "\(purge.talk)")

            let newer = try installation.greeter("Newer", version: "1.1.0")
            try await signed.sign(newer)
            try signed.tamper(newer + "/pages/visitors.mustache")
            let tampered = try await installation.run("plugins", "install", newer)
            #expect(
                tampered.exitCode == 65 && tampered.talk.contains("pages/visitors.mustache: was changed"), "\(tampered.talk)")
            try signed.tamper(newer + "/pages/visitors.mustache")
            let beside = try await installation.run("plugins", "install", newer)
            #expect(beside.exitCode == 0 && beside.output.contains("another version serves"), "\(beside.output) \(beside.talk)")
            let other = try installation.greeter("Other")
            try Data("{}".utf8).write(to: URL(fileURLWithPath: other + "/static.json"))
            try await signed.sign(other)
            let taken = try await installation.run("plugins", "install", other)
            #expect(taken.exitCode == 65 && taken.talk.contains(digest.prefix(12)), "\(taken.talk)")

            let list = try await installation.run("plugins", "list", "--json")
            let rows = JSON(parsing: Data(list.output.utf8)).items
            let greeters = rows.filter { $0["id"].text == "greeter" }
            #expect(
                greeters.map { "\($0["version"].text) \($0["serving"].truth == true) \($0["signed_by"].text)" } == [
                    "1.1.0 false release", "1.0.0 true release",
                ], "\(list.output)")
            #expect(rows.first { $0["id"].text == "hosting" }?["signed_by"].text == "release", "\(list.output)")
        }

        /// After it was uninstalled: its data stays until somebody says that it should go.
        private func purges(_ installation: Installation) async throws {
            let unsure = try await installation.run("plugins", "purge", "greeter")
            #expect(unsure.exitCode == 77 && unsure.talk.contains("p_greeter") && unsure.talk.contains("rows"), "\(unsure.talk)")
            #expect(try await installation.query("SELECT nspname FROM pg_namespace WHERE nspname = 'p_greeter'").count == 1)
            let sure = try await installation.run("plugins", "purge", "greeter", "--force", "--json")
            let report = JSON(parsing: Data(sure.output.utf8))
            #expect(sure.exitCode == 0 && report["purged"].truth == true && report["schema"].text == "p_greeter", "\(sure.talk)")
            #expect(try await installation.query("SELECT nspname FROM pg_namespace WHERE nspname = 'p_greeter'").isEmpty)
            #expect(try await installation.query("SELECT rolname FROM pg_roles WHERE rolname LIKE '%greeter'").isEmpty)
            let twice = try await installation.run("plugins", "purge", "greeter", "--force")
            #expect(twice.exitCode == 0 && twice.output.contains("nothing to delete"), "\(twice.talk)")
        }

        @Test("A host leaves out a bundle of its configuration that was changed or signed by a stranger, and names file and key")
        func tampered() async throws {
            let signed = try await Signed()
            let installation = signed.installation
            defer { installation.remove() }
            let hosting = installation.folder + "/Hosting.plugin"
            try signed.tamper(hosting + "/libHosting.so")
            let host = try installation.start()
            try await eventually("the host says what it left out") {
                host.log.contains("a plugin is left out") ? true : nil
            }
            #expect(host.log.contains("libHosting.so: was changed"), "\(host.tail)")
            try await eventually("health says so") {
                try await host.client.get("/health").json["components"]["plugins"].text.hasPrefix("degraded") ? true : nil
            }

            // Made whole and signed by somebody else: still not trusted. Then by the right key: loaded without a restart.
            try signed.tamper(hosting + "/libHosting.so")
            let strangers = installation.folder + "/stranger.key"
            let made = try await Product.run(["plugins", "keygen", strangers, "--json"])
            let stranger = JSON(parsing: Data(made.output.utf8))["key_id"].text
            let foreign = try await Product.run(["plugins", "sign", hosting, "--key", strangers])
            #expect(foreign.exitCode == 0, "\(foreign.talk)")
            host.process.signal(SIGHUP)
            try await eventually("the stranger's key is named") {
                host.log.contains("signed with the key \(stranger), which is not trusted here") ? true : nil
            }
            try await signed.sign(hosting)
            host.process.signal(SIGHUP)
            try await eventually("it is served once the right key has signed it") {
                try await host.client.get("/health").json["components"]["plugins"].text == "up" ? true : nil
            }
            let alpha = try await host.login("alpha")
            #expect(try await alpha.get("/api/v1/hosting/miners").status == 200)
            await host.stop()
        }

        @Test("A key that others may read signs nothing, and no key is overwritten")
        func keys() async throws {
            let signed = try await Signed()
            defer { signed.installation.remove() }
            let twice = try await Product.run(["plugins", "keygen", signed.key])
            #expect(twice.exitCode == 73 && twice.talk.contains(signed.key), "\(twice.talk)")
            chmod(signed.key, 0o644)
            let open = try await Product.run(["plugins", "sign", Product.bundle("Greeter"), "--key", signed.key])
            #expect(open.exitCode == 77 && open.talk.contains("chmod 600"), "\(open.talk)")
        }
    }
}
