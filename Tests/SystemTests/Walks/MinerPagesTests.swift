import Foundation
import Testing

extension SystemTests.OneHouse {
    @Suite("The pages of miners in a browser") struct MinerPagesTests {
        @Test("The list is searched, filtered, sorted and paged as a person does it")
        func list() async throws {
            let world = try World.current
            let north = try await world.host.login("north")
            try await world.collected(north)
            try await Browser.with { browser in
                let page = try await browser.page()
                try await page.signIn(north)
                try await page.open(world.host.base + "/hosting/miners")
                #expect(try await rows(page).count == 20)

                let wanted = world.simulator.devices[3].serial
                try await page.fill("input[name=q]", wanted)
                try await follow(page, "form.filters button[type=submit]", to: "q=\(wanted)")
                #expect(try await rows(page) == [wanted])
                #expect(try await page.evaluate("document.querySelector('input[name=q]').value").text == wanted)
                try await follow(page, "form.filters a.btn", to: "")
                #expect(try await rows(page).count == 20)

                try await page.fill("select[name=client]", "beta")
                try await follow(page, "form.filters button[type=submit]", to: "client=beta")
                #expect(Set(try await rows(page)) == Set(world.simulator.devices[12..<22].map(\.serial)))
                try await page.fill("input[name=q]", "nothing has this")
                try await follow(page, "form.filters button[type=submit]", to: "nothing")
                #expect(try await rows(page) == [])
                #expect(try await page.text().contains("No miner matches"))
                try await follow(page, "form.filters a.btn", to: "")

                for column in ["state", "client", "model", "site", "hashrate", "power", "temperature", "serial"] {
                    for order in ["ascending", "descending"] {
                        try await follow(page, "#sort-\(column)", to: order == "descending" ? "order=desc" : "sort=\(column)")
                        let shown = "document.querySelector('#sort-\(column)').closest('th').getAttribute('aria-sort')"
                        #expect(try await page.evaluate(shown).text == order, "\(column)")
                    }
                }
                let first = try await rows(page)
                #expect(first == first.sorted(by: >) && first.count == 20)
                try await follow(page, "#page-next", to: "page=2")
                let second = try await rows(page)
                #expect(second.count == 2 && second == second.sorted(by: >) && (second.first ?? "") < (first.last ?? ""))
                try await follow(page, "#page-previous", to: "sort=serial_number")
                #expect(try await rows(page) == first)
                try await page.expectNoComplaints("the list")
            }
        }

        @Test("The list renews itself again and again without being loaded anew")
        func liveList() async throws {
            let world = try World.current
            let beta = try await world.host.login("beta")
            try await world.collected(beta)
            try await Browser.with { browser in
                let page = try await browser.page()
                try await page.signIn(beta)
                try await page.open(world.host.base + "/hosting/miners?sort=serial_number")
                let order = try await rows(page)
                _ = try await page.evaluate("window.mark = 'not loaded anew'")
                // Twice: what came by the first renewal renews itself too.
                for time in ["first", "second"] {
                    let before = try await page.text(of: "#miners tbody")
                    try await eventually("figures of the list change by themselves for the \(time) time") {
                        let now = try await page.text(of: "#miners tbody")
                        return !now.isEmpty && now != before ? true : nil
                    }
                }
                #expect(try await rows(page) == order)
                let isEnhanced = "[...document.querySelectorAll('#miners tbody tr')].every(e => e.classList.contains('is-clickable'))"
                try await eventually("rows that came later are links too") {
                    try await page.evaluate(isEnhanced).truth == true ? true : nil
                }
                #expect(try await page.evaluate("window.mark").text == "not loaded anew")
                try await page.expectNoComplaints("the live list")
            }
        }

        @Test("A miner's page follows the miner: its figures, its death with the time of what is shown, its return")
        func liveMiner() async throws {
            let world = try World.current
            let device = world.simulator.devices[1]
            let alpha = try await world.host.login("alpha")
            try await world.collected(alpha)
            let miner = try await alpha.get("/api/v1/hosting/miners?q=\(device.serial)").json["items"][0]["id"].text
            try await Browser.with { browser in
                let page = try await browser.page()
                try await page.signIn(alpha)
                try await page.open(world.host.base + "/hosting/miners/\(miner)")
                try await page.settle()
                _ = try await page.evaluate("window.mark = 'not loaded anew'")
                let before = (now: try await page.text(of: "#miner-now"), reply: try await replyTime(page))
                try await eventually("figures and raw reply change by themselves") {
                    let now = try await page.text(of: "#miner-now")
                    let reply = try await replyTime(page)
                    return now != before.now && reply > before.reply ? true : nil
                }
                try await page.click("[data-spans] [data-from='-1h']")
                let points =
                    "Chart.getChart(document.querySelector('#history canvas')).data.datasets[0].data.filter(p => p.y !== null).length"
                let early = try await eventually("the chart of the last hour is drawn") { () -> Int? in
                    let span = "(x => x.max - x.min)(Chart.getChart(document.querySelector('#history canvas')).options.scales.x)"
                    guard try await page.evaluate(span).double ?? .infinity < 2 * 3_600_000 else { return nil }
                    return try await page.evaluate(points).integer
                }
                try await eventually("the chart gets more points by itself than \(early)") {
                    try await page.evaluate(points).integer ?? 0 > early ? true : nil
                }
                try await world.simulator.set(device.index, "dead")
                do {
                    try await eventually("the page says that the miner is gone, and of when its figures are") {
                        let text = try await page.text(of: "#miner-now")
                        return text.contains("Unreachable") && text.contains("does not answer now") ? true : nil
                    }
                } catch {
                    try await world.simulator.set(device.index, "healthy")
                    throw error
                }
                try await world.simulator.set(device.index, "healthy")
                try await eventually("the page says that it is back") {
                    let text = try await page.text(of: "#miner-now")
                    return !text.isEmpty && !text.contains("Unreachable") && !text.contains("does not answer now") ? true : nil
                }
                #expect(try await page.evaluate("window.mark").text == "not loaded anew")
                try await page.expectNoComplaints("the miner's page")
            }
        }

        private func replyTime(_ page: BrowserPage) async throws -> String {
            try await page.evaluate("(document.querySelector('#miner-reply time') || {dateTime: ''}).dateTime").text
        }

        /// Serial numbers of the rows, from the top.
        private func rows(_ page: BrowserPage) async throws -> [String] {
            try await page.evaluate("[...document.querySelectorAll('tr[data-miner] a.row-link')].map(e => e.innerText.trim())").items.map(
                \.text)
        }

        /// Clicks what leads to another page and waits until that is there; its address holds `query`, and none if that is empty.
        private func follow(_ page: BrowserPage, _ selector: String, to query: String) async throws {
            _ = try await page.evaluate("window.isBefore = true")
            try await page.click(selector)
            try await eventually("\(selector) leads to …?\(query)") { () -> Bool? in
                guard try await page.evaluate("!window.isBefore && document.readyState === 'complete'").truth == true else { return nil }
                let search = try await page.evaluate("decodeURIComponent(location.search)").text
                return (query.isEmpty ? search.isEmpty : search.contains(query)) ? true : nil
            }
        }
    }
}
