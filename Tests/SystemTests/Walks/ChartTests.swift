import Foundation
import Testing

extension SystemTests.OneHouse {
    @Suite("Charts in a browser") struct ChartTests {
        @Test("A chart shows what the API tells, point by point, with gaps where nothing was recorded")
        func data() async throws {
            let world = try World.current
            let alpha = try await world.host.login("alpha")
            try await world.collected(alpha)
            let miner = try await alpha.get("/api/v1/hosting/miners?per_page=1").json["items"][0]["id"].text
            try await Browser.with { browser in
                let page = try await browser.page()
                try await page.signIn(alpha)
                // What the page is told is kept for comparison.
                try await page.beforeEachDocument(
                    """
                    const real = window.fetch;
                    window.told = {};
                    window.fetch = async (address, ...rest) => {
                      const answer = await real(address, ...rest);
                      const body = await answer.json();
                      // Charts of one address are asked for one after the other, and a mean moves in between: the first answer is all charts'.
                      window.told[address] ??= body;
                      return new Response(JSON.stringify(window.told[address]), { headers: { "Content-Type": "application/json" } });
                    };
                    """)
                try await page.open(world.host.base + "/hosting/miners/\(miner)")
                try await page.settle()
                // One evaluation, so that no renewal falls between.
                let faults = try await page.evaluate(
                    """
                    [...document.querySelectorAll("#history canvas")].flatMap((canvas) => {
                      const chart = Chart.getChart(canvas), items = window.told[canvas.dataset.source].items, faults = [];
                      JSON.parse(canvas.dataset.series).forEach((series, place) => {
                        const drawn = chart.data.datasets[place];
                        if (!drawn && series.optional && !items.some((item) => item[series.key] > 0)) return;
                        if (drawn.data.length !== items.length) faults.push(`${series.key}: ${drawn.data.length} points of ${items.length}`);
                        items.forEach((item, index) => {
                          const point = drawn.data[index], value = item[series.key], at = Date.parse(item.recorded_at);
                          if (point.x !== at) faults.push(`${series.key}: ${item.recorded_at} stands at ${point.x}`);
                          if ((value === null) !== (point.y === null)) faults.push(`${series.key} at ${item.recorded_at}: ${value} became ${point.y}`);
                          if (value !== null && series.unit !== "W" && Math.abs(point.y - value) > 1e-9) faults.push(`${series.key}: ${value} became ${point.y}`);
                        });
                      });
                      return faults;
                    })
                    """)
                #expect(faults.items.map(\.text) == [])
                let counts = try await page.evaluate(
                    "(p => [p.filter(one => one.y === null).length, p.filter(one => one.y > 0).length])"
                        + "(Chart.getChart(document.querySelector('#history canvas')).data.datasets[0].data)")
                // The house is younger than a day: most of it is a gap.
                #expect((counts[0].integer ?? 0) > 200 && (counts[1].integer ?? 0) >= 1, "\(counts.encoded)")
                try await page.expectNoComplaints("the charts")
            }
        }

        @Test("A line is drawn where there are values and nothing where there are none; a value between two gaps is a point")
        func gaps() async throws {
            let world = try World.current
            let alpha = try await world.host.login("alpha")
            try await world.collected(alpha)
            let miner = try await alpha.get("/api/v1/hosting/miners?per_page=1").json["items"][0]["id"].text
            try await Browser.with { browser in
                let page = try await browser.page()
                try await page.signIn(alpha)
                // Of the real answer only the figures are others: hours 4 to 8 and 12 to 16 of the 24 have values, and a single point at 20.
                try await page.beforeEachDocument(
                    """
                    const real = window.fetch;
                    window.fetch = async (address, ...rest) => {
                      const answer = await real(address, ...rest);
                      if (!String(address).includes("/telemetry")) return answer;
                      const body = await answer.json(), count = body.items.length;
                      body.items.forEach((item, index) => {
                        const hour = (index / count) * 24, isKnown = (hour >= 4 && hour < 8) || (hour >= 12 && hour < 16) || index === Math.floor((count * 20) / 24);
                        for (const key of Object.keys(item)) if (key !== "recorded_at") item[key] = isKnown ? 100 : null;
                      });
                      return new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });
                    };
                    """)
                try await page.open(world.host.base + "/hosting/miners/\(miner)")
                try await page.settle()
                _ = try await page.evaluate(PageProbe.painted)
                // Of the columns between two hours of the day, the share with a pixel in the line's own colour.
                let inked = """
                    (from, to) => {
                      const canvas = document.querySelector("#history canvas"), chart = Chart.getChart(canvas), scale = canvas.width / chart.width;
                      const { min, max } = chart.scales.x, area = chart.chartArea;
                      const at = (hour) => Math.round(chart.scales.x.getPixelForValue(min + ((max - min) * hour) / 24) * scale);
                      const ink = chart.data.datasets[0].borderColor.match(/[0-9a-f]{2}/gi).map((two) => parseInt(two, 16));
                      const left = at(from), width = Math.max(1, at(to) - left), top = Math.floor(area.top * scale) - 4;
                      const height = Math.ceil((area.bottom - area.top) * scale) + 4;
                      const pixels = canvas.getContext("2d").getImageData(left, top, width, height).data;
                      let columns = 0;
                      for (let x = 0; x < width; x++) {
                        for (let y = 0; y < height; y++) {
                          const one = (y * width + x) * 4;
                          const distance = ink.reduce((sum, value, index) => sum + Math.abs(value - pixels[one + index]), 0);
                          if (pixels[one + 3] > 128 && distance < 60) { columns++; break; }
                        }
                      }
                      return columns / width;
                    }
                    """
                func share(_ from: Double, _ to: Double) async throws -> Double {
                    try await page.evaluate("(\(inked))(\(from), \(to))").double ?? -1
                }
                for (from, to) in [(4.5, 7.5), (12.5, 15.5)] {
                    let drawn = try await share(from, to)
                    #expect(drawn > 0.95, "from hour \(from) to \(to): \(drawn)")
                }
                for (from, to) in [(0.5, 3.5), (8.5, 11.5), (16.5, 19.5), (20.5, 23.5)] {
                    let drawn = try await share(from, to)
                    #expect(drawn == 0, "from hour \(from) to \(to): \(drawn)")
                }
                #expect(try await share(19.7, 20.3) > 0, "the single value")
                try await page.expectNoComplaints("the chart")
            }
        }
    }
}
