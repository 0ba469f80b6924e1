import Foundation
import Testing

extension SystemTests.OneHouse {
    /// What the list of miners can be narrowed to and ordered by, over HTTP and on a real database.
    @Suite("The list of miners") struct MinerListTests {
        private static let path = "/api/v1/hosting/miners"

        @Test("The search finds serial numbers, models, addresses and clients, in any case, and takes every character as it is")
        func search() async throws {
            let world = try World.current
            let north = try await world.host.login("north")
            let all = try await items(north, "")
            #expect(all.count == 22)
            let device = world.simulator.devices[5]
            let words = [
                device.serial, device.serial.lowercased(), String(device.serial.dropFirst(2).prefix(6)).uppercased(), "ANTMINER",
                "whatsminer m", "avalon",
                String(device.address.dropLast()), "Beta", "alpha", "nothing has this", "%", "_", "'", "\\", "\" OR 1=1 --", "中", "t9",
            ]
            for word in words {
                let wanted = Set(
                    all.filter { miner in
                        ["serial_number", "model", "address", "client_name"].contains {
                            miner[$0].text.lowercased().contains(word.lowercased())
                        }
                    }.map(\.["id"].text))
                let found = try await items(north, "q=\(encoded(word))")
                #expect(Set(found.map(\.["id"].text)) == wanted && found.count == wanted.count, "\(word)")
            }
            #expect(try await items(north, "q=\(device.serial)").count == 1)
            #expect(try await items(north, "q=beta").count == 10)
            // Nobody finds another's.
            let betas = world.simulator.devices[14].serial
            #expect(try await items(north, "q=\(betas)").count == 1)
            #expect(try await items(try await world.host.login("alpha"), "q=\(betas)").isEmpty)
            #expect(try await items(try await world.host.login("south"), "q=\(betas)").isEmpty)
        }

        @Test("Each of the ten sort keys orders the list both ways, unknown values last, and pages fit together")
        func sorting() async throws {
            let north = try await World.current.host.login("north")
            try await World.current.collected(north)
            try await withVariety(north) { _ in
                let columns = [
                    "serial_number": "serial_number", "model": "model", "site": "site", "client": "client_name", "status": "status",
                    "state": "state",
                    "hashrate_ths": "hashrate_ths", "power_watts": "power_watts", "temperature_celsius": "temperature_celsius",
                    "uptime_seconds": "uptime_seconds",
                ]
                for (key, column) in columns {
                    for order in ["asc", "desc"] {
                        let values = try await items(north, "sort=\(key)&order=\(order)").map { $0[column] }
                        let known = values.prefix { $0 != .null }
                        #expect(
                            values.count == 22 && values.dropFirst(known.count).allSatisfy { $0 == .null }, "\(key) \(order): \(values)")
                        #expect(Set(known).count > 1, "\(key): values to tell apart")
                        for (one, next) in zip(known, known.dropFirst()) {
                            let isRising = one.double.map { $0 <= next.double ?? -1 } ?? !next.text.isOrderedBefore(one.text)
                            let isFalling = one.double.map { $0 >= next.double ?? .infinity } ?? !one.text.isOrderedBefore(next.text)
                            #expect(order == "asc" ? isRising : isFalling, "\(key) \(order): \(one.encoded) before \(next.encoded)")
                        }
                    }
                }
                let (unsaid, rising) = (try await items(north, "sort=model"), try await items(north, "sort=model&order=asc"))
                #expect(unsaid.map(\.["id"].text) == rising.map(\.["id"].text))
                for sort in ["sort=serial_number&order=desc", "sort=model", "sort=client&order=desc"] {
                    let whole = try await items(north, sort).map(\.["id"].text)
                    var pages: [String] = []
                    for page in 1...4 { pages += try await items(north, "\(sort)&page=\(page)", size: 6).map(\.["id"].text) }
                    #expect(pages == whole, "\(sort)")
                }
            }
        }

        @Test("Status, state, site, model and client narrow the list, alone and together, and the total with it")
        func filters() async throws {
            let world = try World.current
            let north = try await world.host.login("north")
            try await world.collected(north)
            try await withVariety(north) { variety in
                let all = try await items(north, "")
                func check(_ query: String, _ fits: (JSON) -> Bool, sourceLocation: SourceLocation = #_sourceLocation) async throws {
                    let wanted = Set(all.filter(fits).map(\.["id"].text))
                    let found = try await items(north, query)
                    #expect(Set(found.map(\.["id"].text)) == wanted && !wanted.isEmpty, "\(query)", sourceLocation: sourceLocation)
                }
                for status in ["active", "maintenance", "offline"] { try await check("status=\(status)") { $0["status"].text == status } }
                for site in variety.sites { try await check("site=\(site)") { $0["site_id"].text == site } }
                for model in Set(all.map(\.["model_id"].text)) {
                    try await check("model=\(encoded(model))") { $0["model_id"].text == model }
                }
                for client in ["alpha", "beta"] { try await check("client=\(client)") { $0["client"].text == client } }
                try await check("state=offline") { $0["status"].text == "offline" }
                try await check("client=alpha&status=active&site=\(variety.sites[0])&q=\(all[0]["model"].text.prefix(4))") {
                    $0["client"].text == "alpha" && $0["status"].text == "active" && $0["site_id"].text == variety.sites[0]
                        && $0["model"].text.lowercased().contains(all[0]["model"].text.prefix(4).lowercased())
                }
                // An address is found in whatever case it is written.
                #expect(try await items(north, "q=2001:DB8::77").map(\.["status"].text) == ["offline"])
                // States move meanwhile: each answer must only agree with itself.
                for state in ["ok", "hashing_low", "paused", "unreachable", "refusing", "malformed", "stale", "never_seen"] {
                    #expect(try await items(north, "state=\(state)").allSatisfy { $0["state"].text == state }, "\(state)")
                }
                for none in ["client=nobody", "client=gamma", "model=nothing", "site=999999999", "status=maintenance&state=offline"] {
                    #expect(try await items(north, none).isEmpty, "\(none)")
                }
                let alpha = try await world.host.login("alpha")
                #expect(try await items(alpha, "client=beta").isEmpty)
                #expect(try await items(alpha, "client=alpha").count == 12)
                // The form of the page sends what was left empty too.
                #expect(try await items(north, "q=&state=&status=&site=&model=&client=&sort=&order=").count == 22)
            }
        }

        @Test("What cannot be asked for is refused by its name, by the API and by the page; a page that is not there shows the nearest")
        func refusals() async throws {
            let alpha = try await World.current.host.login("alpha")
            let wrong = [
                "status=broken", "status=ACTIVE", "state=fine", "sort=price", "sort=id", "sort=m.id", "sort=serial_number%20desc",
                "order=up", "site=0",
                "site=x", "site=-1", "site=99999999999999999999", "page=0", "page=x", "page=1000001", "per_page=0", "per_page=201",
                "per_page=1.5",
                "q=%00", "model=a%00b", "client=%00",
            ]
            // A page's address may be old or typed: the nearest page of the list is shown, or led to.
            let shown = ["page=0": 200, "page=x": 200, "page=1000001": 303, "per_page=0": 200, "per_page=201": 200, "per_page=1.5": 200]
            for query in wrong {
                let name = String(query.prefix { $0 != "=" })
                let answer = try await alpha.get("\(Self.path)?\(query)")
                #expect(answer.status == 400 && answer.headers["content-type"] == "application/problem+json", "\(query): \(answer.status)")
                #expect(answer.json["detail"].text.contains(name), "\(query): \(answer.text)")
                let page = try await alpha.page("/hosting/miners?\(query)")
                #expect(page.status == shown[query] ?? 400, "the page with \(query): \(page.status)")
            }
        }

        private func items(_ client: Client, _ query: String, size: Int = 100) async throws -> [JSON] {
            let answer = try await client.get("\(Self.path)?per_page=\(size)\(query.isEmpty ? "" : "&" + query)")
            guard answer.status == 200 else { throw TestFailure("\(query): \(answer.status) \(answer.text)") }
            let items = answer.json["items"].items
            if size == 100 { #expect(answer.json["total"].integer == items.count, "\(query)") }
            return items
        }

        private func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }

        /// Two sites, a miner under repair at the second and one that is switched off at none, while `body` runs.
        private func withVariety(_ north: Client, _ body: ((sites: [String], miners: [String])) async throws -> Void) async throws {
            let sites = try await north.get("/api/v1/hosting/sites?per_page=100").json["items"].items
            let hall = try #require(sites.first { $0["name"].text == "Hall of north" })["id"].text
            var annex = sites.first { $0["name"].text == "Annex of north" }?["id"].text
            if annex == nil {
                let made = try await north.post(
                    "/api/v1/hosting/sites", ["name": "Annex of north", "location": "Luleå, Sweden", "capacity_mw": 3])
                guard made.status == 201 else { throw TestFailure("no second site: \(made.status) \(made.text)") }
                annex = made.json["id"].text
            }
            let second = try #require(annex)
            let miners = try await items(north, "client=alpha&sort=serial_number")
            let (repaired, off) = (try #require(miners.first), try #require(miners.last))
            func change(_ miner: JSON, _ change: JSON) async throws {
                let answer = try await north.put("\(Self.path)/\(miner["id"].text)", change)
                guard answer.status == 200 else { throw TestFailure("\(change.encoded): \(answer.status) \(answer.text)") }
            }
            func restore() async throws {
                for miner in [repaired, off] {
                    try await change(miner, ["status": miner["status"], "site_id": miner["site_id"], "address": miner["address"]])
                }
            }
            do {
                try await change(repaired, ["status": "maintenance", "site_id": .text(second)])
                try await change(off, ["status": "offline", "site_id": .null, "address": "2001:db8::77"])
                try await body((sites: [hall, second], miners: [repaired["id"].text, off["id"].text]))
            } catch {
                try await restore()
                throw error
            }
            try await restore()
        }
    }
}

extension String {
    /// As the database's collation has it: by code points.
    fileprivate func isOrderedBefore(_ other: String) -> Bool {
        Array(unicodeScalars.map(\.value)).lexicographicallyPrecedes(other.unicodeScalars.map(\.value))
    }
}
