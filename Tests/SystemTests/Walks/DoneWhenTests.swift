import Foundation
import Testing

extension SystemTests.OneHouse {
    /// What the product is for, as people see it.
    @Suite("Clients watch their own miners live") struct DoneWhenTests {
        @Test("Two clients of one provider see different miners live, the provider sees both, and a switch stops only one of them")
        func mainJob() async throws {
            let world = try World.current
            let browser = try await Browser.start()
            do {
                try await walk(world, browser)
            } catch {
                await browser.stop()
                throw TestFailure("\(error)\n\(world.host.tail)")
            }
            await browser.stop()
        }

        private func walk(_ world: World, _ browser: Browser) async throws {
            try await world.collected(try await world.host.login("alpha"))
            try await world.collected(try await world.host.login("beta"))
            let alpha = try await signIn(browser, world, "alpha")
            let beta = try await signIn(browser, world, "beta")
            let north = try await signIn(browser, world, "north")

            let alphas = try await serials(alpha, world)
            let betas = try await serials(beta, world)
            let norths = try await serials(north, world)
            #expect(alphas == Set(world.simulator.devices[0..<12].map(\.serial)))
            #expect(betas == Set(world.simulator.devices[12..<22].map(\.serial)))
            #expect(alphas.isDisjoint(with: betas))
            #expect(norths.isSuperset(of: alphas.union(betas)) && norths.count == alphas.count + betas.count)

            for page in [alpha, beta] {
                try await page.open(world.host.base + "/hosting")
                try await staysAndMoves(page)
            }
            try await alpha.open(world.host.base + "/hosting")
            for (name, page) in [("alpha", alpha), ("beta", beta), ("north", north)] { try await page.expectNoComplaints(name) }
            try await switchHosting(false, "alpha", world, browser)
            try await eventually("alpha's open page says that Hosting was switched off") {
                try await alpha.text().contains("Hosting was switched off") ? true : nil
            }
            let gone = try await world.host.login("alpha").get("/api/v1/hosting/miners")
            #expect(gone.status == 404)
            #expect(gone.headers["content-type"]?.hasPrefix("application/problem+json") == true)
            try await staysAndMoves(beta)

            try await switchHosting(true, "alpha", world, browser)
            try await eventually("alpha is served again") {
                try await world.host.login("alpha").get("/api/v1/hosting/miners").status == 200 ? true : nil
            }
            try await eventually("alpha's page, which had stopped, is whole again by itself") {
                try await alpha.text(of: "#fleet-hashrate").isEmpty ? nil : true
            }
            // While it was off, a part of its page that renewed itself was rightly refused.
            _ = browser.takeComplaints(alpha.session)
            try await staysAndMoves(alpha)
            for (name, page) in [("alpha", alpha), ("beta", beta)] { try await page.expectNoComplaints(name) }
        }

        private func signIn(_ browser: Browser, _ world: World, _ name: String) async throws -> BrowserPage {
            let page = try await browser.page()
            try await page.open(world.host.base + "/hosting/miners")
            #expect(try await page.evaluate("location.pathname").text == "/login")
            try await page.fill("#email", name + "@demo.test")
            try await page.fill("#password", try world.installation.password(name + "@demo.test"))
            try await page.click("button[type=submit]")
            try await eventually("\(name) is signed in and where they wanted to go") {
                try await page.evaluate("location.pathname").text == "/hosting/miners" ? true : nil
            }
            return page
        }

        private func serials(_ page: BrowserPage, _ world: World) async throws -> Set<String> {
            try await page.open(world.host.base + "/hosting/miners?per_page=100")
            let found = try await page.evaluate("[...document.querySelectorAll('tr[data-miner] a.row-link')].map(e => e.innerText.trim())")
            return Set(found.items.map(\.text))
        }

        /// The fleet's figures on the page change by themselves; the mark left in the page's memory shows that it was not loaded anew. All of
        /// them, and the time of the last answer: rounded as people read it, the hashrate of ten machines may stand still for a minute.
        private func staysAndMoves(_ page: BrowserPage) async throws {
            try await eventually("the page shows a hashrate") {
                Double(try await page.text(of: "#fleet-hashrate").replacingOccurrences(of: ",", with: "")) ?? 0 > 0 ? true : nil
            }
            let before = try await figures(page)
            _ = try await page.evaluate("window.mark = 'not loaded anew'")
            try await eventually("figures of the fleet move from \(before)", patience: .seconds(120)) {
                let now = try await figures(page)
                return now.count == before.count && now != before ? true : nil
            }
            #expect(try await page.evaluate("window.mark").text == "not loaded anew")
        }

        private func figures(_ page: BrowserPage) async throws -> [String] {
            try await page.evaluate(
                "[...document.querySelectorAll('.tile-value, .panel-tools time')].map(e => e.dateTime || e.innerText.trim())"
            ).items.map(\.text)
        }

        /// As a person does it: the switch, the dialog with what it does, the button.
        private func switchHosting(_ isOn: Bool, _ tenant: String, _ world: World, _ browser: Browser) async throws {
            let page = try await browser.page()
            try await page.open(world.host.base + "/operator")
            try await page.fill("#email", "operator@demo.test")
            try await page.fill("#password", try world.installation.password("operator@demo.test"))
            try await page.click("button[type=submit]")
            let cell = "#cell-\(tenant)-hosting"
            try await eventually("the operator's table is there") { try await page.text(of: cell).isEmpty ? nil : true }
            try await page.click("\(cell) a.switch")
            let impact = try await eventually("the impact is shown first") { () -> String? in
                let text = try await page.text(of: "#dialog .impact")
                return text.isEmpty ? nil : text
            }
            #expect(impact.contains(isOn ? "appear at once" : "All data stays"))
            #expect(try await page.text(of: cell).hasPrefix(isOn ? "Off" : "On"), "nothing is switched before it is confirmed")
            try await page.click("#dialog button[type=submit]")
            try await eventually("the cell shows the new state") {
                try await page.text(of: cell).hasPrefix(isOn ? "On" : "Off") ? true : nil
            }
            try await page.expectNoComplaints("the operator's page")
        }
    }
}
