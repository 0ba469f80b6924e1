import PluginKit
import TestSupport
import Testing

@testable import Hosting

@Suite("Miners as a table")
struct MinerTableTests {
    private func table(_ text: String) -> MinerTable { MinerTable(Array(text.utf8), tenant: "north") }

    @Test("a byte order mark, semicolons, quotes and other spellings of the columns are read")
    func spellings() throws {
        let table = table("\u{FEFF}Serial_Number;MODEL;ip;site\r\n\"A;1\"; Antminer S21 ;10.0.0.1;\"Hall \"\"N\"\"\"\r\n")
        #expect(table.faults.isEmpty)
        let miner = try #require(table.miners.first)
        #expect(miner.serialNumber == "A;1" && miner.model == "Antminer S21" && miner.site == "Hall \"N\"")
        #expect(miner.client == "north" && miner.port == 4_028 && miner.status == "active" && miner.place == nil && miner.line == 2)
    }

    @Test("each fault of a row is told with its line and column, and the other rows are taken")
    func faults() {
        let table = table(
            """
            serial,model,client,address,port,status,rack,row,position
            A1,S21,,10.0.0.1,4028,active,R1,1,2
            A2,S21,,10.0.0.300,0,gone,R1,,101
            "A
            3",S21,,fe80::1,,,,,
            A1,S21,,10.0.0.4,,,,,
            A1,S21,alpha,10.0.0.4,,,,,
            A5,S21
            """)
        #expect(table.miners.map(\.line) == [2, 4, 7])
        #expect(table.miners.first?.place == MinerPlace(rack: "R1", row: 1, position: 2))
        let told = table.faults.map { "\($0.line) \($0.field)" }
        #expect(told == ["3 address", "3 port", "3 status", "3 row", "6 serial", "8 row"])
        #expect(table.faults[4].reason == .repeated(line: 2))
        #expect(table.faults[5].reason == .cells(9))
    }

    @Test("an address and port are one miner's, unless one of two is offline; another port is another miner")
    func addresses() {
        let table = table(
            """
            serial,model,address,port,status,client
            A1,S21,10.0.0.1,,,
            A2,S21,10.0.0.1,4028,,alpha
            A3,S21,10.0.0.1,4029,,
            A4,S21,10.0.0.1,,offline,
            A5,S21,fe80::1,,,
            A6,S21,FE80:0:0:0:0:0:0:1,,,
            """)
        #expect(table.miners.map(\.serialNumber) == ["A1", "A3", "A4", "A5"])
        #expect(table.faults.map { "\($0.line) \($0.field)" } == ["3 address", "7 address"])
        #expect(table.faults.map(\.reason) == [.sameAddress(line: 2), .sameAddress(line: 6)])
        #expect(
            table.faults[0].message
                == "line 3, address: expected an address and port of its own: line 2 has these; one of both could be offline, found \"10.0.0.1 port 4028\"."
        )
    }

    @Test("a table without its columns, with unknown or repeated ones, or unreadable, is refused as a whole")
    func unreadable() {
        for (text, field) in [
            ("", "csv"), ("serial,model\nA,B\n", "address"), ("serial,model,address,colour\nA,B,10.0.0.1,red\n", "colour"),
            ("serial,model,address,ip\nA,B,10.0.0.1,10.0.0.1\n", "ip"), ("serial,model,address\n\"A,B,10.0.0.1\n", "csv"),
        ] {
            let table = table(text)
            #expect(!table.isReadable && table.miners.isEmpty && table.faults.contains { $0.field == field }, "\(text)")
        }
        let broken = MinerTable([0x61, 0xFF, 0x62], tenant: "north")
        #expect(!broken.isReadable && broken.faults.map(\.field) == ["csv"])
        let many = "serial,model,address\n" + String(repeating: "A,B,10.0.0.1\n", count: MinerTable.mostRows + 1)
        #expect(table(many).faults.map(\.found) == ["10001 rows"])
    }

    @Test("what an export marks for spreadsheets comes back as it was, and what it tells of now is passed over")
    func exported() throws {
        let table = table("serial,model,address,state,last_seen_at\n'=A1,S21,10.0.0.1,ok,2026-11-22T00:00:00Z\n'plain,S21,10.0.0.2,,\n")
        #expect(table.miners.map(\.serialNumber) == ["=A1", "'plain"])
    }

    @Test("the two figures of a nameplate stand together, above 0, and are the machine's own")
    func nameplates() throws {
        let table = table(
            """
            serial,model,address,nameplate_hashrate_ths,nameplate_power_watts
            A1,S21,10.0.0.1,,
            A2,Z1,10.0.0.2,234.5,3510
            A3,Z1,10.0.0.3,234.5,
            A4,Z1,10.0.0.4,0,3510
            A5,Z1,10.0.0.5,2,many
            A6,Z1,10.0.0.6,nan,0.5
            """)
        #expect(table.miners.map(\.nameplate) == [nil, Nameplate(hashrate: 234.5, powerWatts: 3_510)])
        let (rate, watts) = ("nameplate_hashrate_ths", "nameplate_power_watts")
        #expect(table.faults.map { "\($0.line) \($0.field)" } == ["4 \(watts)", "5 \(rate)", "6 \(watts)", "7 \(rate)"])
        #expect(table.faults.map(\.reason) == [.nameplate, .figure, .figure, .figure])
        let semicolons = self.table(
            """
            serial;model;address;nameplate_hashrate_ths;nameplate_power_watts
            A1;Z1;10.0.0.1;234,5;3510
            """)
        #expect(semicolons.miners.map(\.nameplate) == [Nameplate(hashrate: 234.5, powerWatts: 3_510)])
    }

    @Test("any bytes give miners or faults, and each row counts once")
    func anyBytes() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededRandom(seed)
        let pieces = ["serial", "model", "address", ",", ";", "\n", "\"", "A1", "10.0.0.1", "S21", "\u{0}", "é", "\t", "'=", "99999"]
        for _ in 0..<500 {
            let body = (0..<Int.random(in: 0..<40, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            var bytes = Array(("serial,model,address\n" + body).utf8)
            if Bool.random(using: &generator) { bytes.append(0xFF) }
            let table = MinerTable(bytes, tenant: "north")
            let bad = Set(table.faults.map(\.line)).count
            #expect(!table.isReadable || table.miners.count + bad == table.rows, "seed \(seed): \(body)")
        }
    }

    @Test("a fault says what would do")
    func words() {
        let faults = table("serial,model,address,rack,row,position\n,S21,x,R,y,0\n").faults
        #expect(faults.first?.message == "line 2, serial: expected a text of 1 to 100 characters, found nothing.")
        #expect(faults.map(\.field) == ["serial", "address", "row"])
    }
}
