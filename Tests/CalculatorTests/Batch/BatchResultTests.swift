import PluginKit
import Testing

@testable import Calculator

@Suite struct BatchResultTests {
    private func result(_ csv: String) throws -> BatchResult {
        var reader = InputReader(
            World.complete.filter { ["price_usd", "difficulty", "subsidy_btc", "fees_btc_per_block"].contains($0.key) })
        let shared = try #require(SharedInputs.read(&reader, live: World.noMarket))
        let rows = BatchRows.read(csv: Array(csv.utf8), shared: ["usd_per_kwh": "0.05"], catalogue: World.catalogue)
        return BatchResult(rows.rows, outlook: shared.outlook)
    }

    @Test("a row of a batch has the figures of the same calculation alone, to the last digit")
    func same() throws {
        let result = try result("hashrate_ths,power_watts,usd_per_kwh,pool_fee_percent,uptime_percent\n110,3250,0.06,2,98\n")
        let day = try #require(result.figures[0])
        let expected = Vectors.vector(1).expected
        #expect(day.profitDay.text(significantDigits: 18) == expected["profit_usd_day"])
        #expect(day.netBTCDay.text(significantDigits: 18) == expected["net_btc_day"])
    }

    @Test("sums are those of the rows, and many machines are as many times one")
    func sums() throws {
        let one = try result("model,quantity\ns21,1\n")
        let many = try result("model,quantity\ns21,7\ns21,3\nm30,0\n")
        #expect(many.total(\.profitDay).text(significantDigits: 25) == (one.total(\.profitDay) * 10).text(significantDigits: 25))
        #expect(many.figures.map { $0 != nil } == [true, true, false])
    }

    @Test("a row of a table has the internal rates of the same calculation alone, and none without an outlay")
    func rates() throws {
        let one = ["hashrate_ths": "200", "power_watts": "3500", "capex_usd": "1500", "usd_per_kwh": "0.05"]
        let texts = World.complete.merging(one) { $1 }
        let alone = try #require(World.read(texts).inputs)
        let rates = Calculation(alone, live: World.noMarket).rates
        let table = try CSVReader.read(
            BatchTable.write(try result("hashrate_ths,power_watts,capex_usd\n200,3500,1500\n200,3500,0\n200,x,1500\n")))
        let batch = try self.result("hashrate_ths,power_watts,capex_usd\n200,3500,1500\n")
        let (machine, figures) = (try #require(batch.rows[0].machine), try #require(batch.figures[0]))
        var json = JSONWriter()
        json.object { FigureWriter.write(machine, figures, batch.rates(machine, figures), to: &$0) }
        let document = try JSONValue(parsing: json.bytes)
        for (name, rate) in [("irr_month_percent", rates.monthly), ("irr_year_percent", rates.yearly)] {
            let column = try #require(table.records[0].cells.firstIndex(of: name))
            let expected = try #require(rate) * DoubleDouble(100)
            #expect(table.records.dropFirst().map { $0.cells[column] } == [expected.text(decimals: 4), "", ""], "\(name)")
            #expect(document[name]?.string == expected.trimmed(significantDigits: 12))
        }
    }

    @Test("the table has every row in its order, bad ones with their fault and no figures, and reads back")
    func table() throws {
        let bytes = BatchTable.write(try result("label,model,quantity\n\"=a,b\",s21,1\nbad,s21,x\n"))
        let table = try CSVReader.read(bytes)
        #expect(table.records.count == 3)
        let header = table.records[0].cells
        #expect(table.records.allSatisfy { $0.cells.count == header.count })
        #expect(Array(table.records[1].cells.prefix(5)) == ["2", "'=a,b", "200", "3500", "1"])
        let profit = try #require(header.firstIndex(of: "profit_usd_day"))
        #expect(try #require(DoubleDouble(decimal: table.records[1].cells[profit])) > 0)
        #expect(table.records[2].cells[profit] == "")
        #expect(table.records[2].cells.last == "line 3, column 3 quantity: expected a whole number from 1 to 1000000, found \"x\".")
    }
}
