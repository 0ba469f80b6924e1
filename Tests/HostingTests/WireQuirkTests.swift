import Testing

@testable import Hosting

@Suite("What real devices do to JSON")
struct WireQuirkTests {
    private func read(_ text: String) throws -> MinerReading { try MinerReadingBuilder.read(bytes(text)).get() }

    @Test("missing commas between objects and between fields, doubled, leading and trailing ones do no harm")
    func commas() throws {
        let strict = try read(#"{"STATS":[{"Type":"Antminer S9"},{"GHS 5s":"13000","fan5":3000}],"id":1}"#)
        for text in [
            #"{"STATS":[{"Type":"Antminer S9"}{"GHS 5s":"13000""fan5":3000}]"id":1}"#,
            #"{"STATS":[,{"Type":"Antminer S9",},,{"GHS 5s":"13000","fan5":3000,}],"id":1,}"#,
        ] {
            #expect(try read(text) == strict)
        }
    }

    @Test("a field that lost the quote before its name is still found")
    func lostQuote() throws {
        let reading = try read(#"{"SUMMARY":[{"MAC":""Elapsed":735,"MHS av":1000000}]}"#)
        #expect(reading.uptimeSeconds == 735)
        #expect(reading.hashrateTHs == 1)
        #expect(try read(#"{"SUMMARY":[{"MAC":"AA""Elapsed":735,"MHS av":1000000}]}"#).uptimeSeconds == 735)
    }

    @Test("a reply that lost its head is read and called partial")
    func leadingComma() throws {
        let reading = try read(#","SUMMARY":[{"Elapsed":735,"MHS av":1000000}],"id":1}"#)
        #expect(reading.hashrateTHs == 1)
        #expect(reading.isPartial)
    }

    @Test("a reply that lost its tail is read up to the cut, the last number left out")
    func truncated() throws {
        let whole = Captures.bytes("antminer_s19pro_stock/stats.json")
        let reading = try MinerReadingBuilder.read(Array(whole.prefix(1_400))).get()
        #expect(reading.isPartial)
        #expect(reading.model == "Antminer S19 Pro")
        #expect(reading.fans.count == 4)
        let cut = try read(#"{"SUMMARY":[{"MHS 5m":2000000,"MHS 5s":100"#)
        #expect(cut.hashrate(.seconds5) == nil)
        #expect(cut.hashrate(.minutes5) == 2)
        #expect(MinerReadingBuilder.read(bytes(#"{"STATUS":[{"STATUS":"S","Wh"#)) == .failure(.truncated))
    }

    @Test("bare nan and inf, and the same as text, are no values")
    func nan() throws {
        let reading = try read(#"{"SUMMARY":[{"Elapsed":5,"MHS av":nan,"MHS 5s":-inf,"MHS 1m":"inf","MHS 5m":Infinity,"MHS 15m":1e6}]}"#)
        #expect(reading.hashrates == [Hashrate(window: .minutes15, value: 1, unit: .terahash)])
        #expect(reading.warnings.filter { $0.kind == .notANumber }.count == 4)
    }

    @Test("raw line feeds, Latin-1 bytes and invalid escapes in texts stay texts")
    func texts() throws {
        let latin = bytes(#"{"POOLS":[{"POOL":0,"URL":"stratum+tcp://a:1","User":"caf"#) + [0xE9] + bytes(#"","Status":"Alive"}]}"#)
        #expect(try MinerReadingBuilder.read(latin).get().pools.first?.user == "café")
        let feed = try read("{\"VERSION\":[{\"Type\":\"Antminer S9\nV1.3.58\",\"Miner\":\"30.0.1.3\"}]}")
        #expect(feed.model == "Antminer S9")
        let escape = try read(#"{"SUMMARY":[{"Firmware Version":"\'20200917.22.REL\'","Elapsed":1}]}"#)
        #expect(escape.firmware?.version == "20200917.22.REL")
        #expect(try read(#"{"POOLS":[{"URL":"a","User":"\u4e2d\u0000x"}]}"#).pools.first?.user == "中 x")
    }

    @Test("a list written like an object is read")
    func listAsObject() throws {
        let reading = try MinerReadingBuilder.read(Captures.bytes("wire_quirks/error_code_list_as_dict.bin")).get()
        #expect(reading.errorCodes == ["329"])
    }

    @Test("the text form gives the same reading as JSON")
    func textForm() throws {
        let text = try read(
            #"STATUS=S,When=1,Code=11,Msg=Summary,Description=cgminer 4.9.0|SUMMARY,Elapsed=735,MHS 5s=2000000.0,Accepted=5|"# + "\0")
        #expect(text.hashrateTHs == 2)
        #expect((text.uptimeSeconds, text.acceptedShares) == (735, 5))
        let pools = try read(#"STATUS=S,Code=7,Msg=1 Pool(s)|POOL=0,URL=stratum+tcp://a\,b:1,Status=Alive,User=x\=y,Stratum Active=true|"#)
        #expect(pools.activePool?.url == "stratum+tcp://a,b:1")
        #expect(pools.activePool?.user == "x=y")
        #expect(
            MinerReadingBuilder.read(bytes("STATUS=E,When=1,Code=14,Msg=Invalid command|"))
                == .failure(.invalidCommand(message: "Invalid command")))
    }

    @Test("what is no miner says so")
    func foreign() {
        #expect(MinerReadingBuilder.read([]) == .failure(.empty))
        #expect(MinerReadingBuilder.read([0]) == .failure(.empty))
        #expect(
            MinerReadingBuilder.read(bytes("Socket connect failed: Connection refused\n"))
                == .failure(.notJSON(excerpt: "Socket connect failed: Connection refused")))
        #expect(
            MinerReadingBuilder.read(bytes("<html><body>nginx</body></html>"))
                == .failure(.notJSON(excerpt: "<html><body>nginx</body></html>")))
        #expect(
            MinerReadingBuilder.read(bytes("HTTP/1.1 400 Bad Request\r\n\r\n")) == .failure(.notJSON(excerpt: "HTTP/1.1 400 Bad Request")))
        #expect(MinerReadingBuilder.read(bytes(#"{"enc":"99J8w83zIqB3"}"#)) == .failure(.encrypted))
        #expect(
            MinerReadingBuilder.read(bytes(#"{"code":-1,"msg":"invalid command","desc":"x"}"#))
                == .failure(.deviceError(code: -1, message: "invalid command")))
    }

    @Test("HTTP in front of the reply is skipped")
    func http() throws {
        let reading = try read("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"SUMMARY\":[{\"MHS av\":1000000}]}")
        #expect(reading.hashrateTHs == 1)
    }

    @Test("a joined reply of which one part is refused is partial, not lost")
    func joinedPart() throws {
        let reading = try read(
            #"{"summary":[{"STATUS":[{"STATUS":"S","Code":11}],"SUMMARY":[{"MHS av":1000000}]}],"stats":[{"STATUS":[{"STATUS":"E","Code":45,"Msg":"no"}]}],"id":1}"#
        )
        #expect(reading.hashrateTHs == 1)
        #expect(reading.isPartial)
        #expect(reading.warnings.contains { $0.kind == .partFailed })
    }

    @Test("values that cannot be true are left out and named")
    func absurd() throws {
        let reading = try read(
            #"{"SUMMARY":[{"MHS 5s":9e18,"MHS 1m":-5,"MHS av":2e6,"Temperature":900.5,"Power":9999999,"Fan Speed In":99999999,"Elapsed":-3}]}"#
        )
        #expect(reading.hashrates.map(\.window) == [.sinceStart])
        #expect(reading.boardTemperatureCelsius == nil)
        #expect(reading.powerWatts == nil)
        #expect(reading.fans.isEmpty)
        #expect(reading.uptimeSeconds == nil)
        #expect(reading.warnings.count >= 5)
    }

    @Test("nesting without end is refused, not followed")
    func deep() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        #expect(MinerReadingBuilder.read(deep) == .failure(.truncated))
        let objects = bytes(String(repeating: #"{"a":"#, count: 20_000))
        #expect(MinerReadingBuilder.read(objects) == .failure(.truncated))
    }
}
