// The same figures in plain doubles: the least that the work costs where 15 digits are enough.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROWS = 20000, BATCHES = 50, MONTHS = 36 };

typedef struct { double hashrate, power, uptime, fee, kwh_price, capex; long quantity; } machine;
typedef struct {
    double gross_btc, net_btc, revenue, kwh, energy, cost, profit, even_kwh, even_price;
    double capex, btc, months_revenue, months_cost, cash, months_profit, npv, roi, even_months;
    long payback;
} figures;

static long long nanoseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int count, char **words) {
    int rounds = count > 1 ? atoi(words[1]) : 5;
    double difficulty = 125864590119494, price = 65279.8, fees = 0.02, discount = 1, factor = 1 / 1.00797414042890374;
    double running[MONTHS], btc = 0, usd = 0, discounted = 0, annuity = 0, per_day = 86400e12 / (difficulty * 4294967296.0) * (3.125 + fees);
    long height = 958000;
    for (int month = 0; month < MONTHS; month++) {
        double mined = 0;
        for (long end = height + 4380; height < end; height++) {
            if (height > 958000 && height % 2016 == 0) difficulty *= 1.01;
            mined += 600e12 / (difficulty * 4294967296.0) * ((double)(5000000000LL >> (height / 210000)) / 1e8 + fees);
        }
        discount *= factor;
        btc += mined;
        usd += mined * price;
        discounted += mined * price * discount;
        annuity += discount;
        running[month] = usd;
    }
    machine *rows = malloc(ROWS * sizeof *rows);
    for (long row = 0; row < ROWS; row++)
        rows[row] = (machine){90 + row % 200, 2500 + row % 1500, 0.98, 0.02, (30 + row % 60) / 1000.0, 500 + row % 4000, 1 + row % 50};
    for (int round = 0; round < rounds; round++) {
        long long took = 0;
        double sum = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            long long start = nanoseconds();
            figures *all = malloc(ROWS * sizeof *all);
            for (long row = 0; row < ROWS; row++) {
                machine one = rows[row];
                figures f;
                double ths = one.hashrate * one.quantity, kept = ths * one.uptime * (1 - one.fee), days = 365 / 12.0;
                f.gross_btc = per_day * ths, f.net_btc = per_day * kept, f.revenue = f.net_btc * price;
                f.kwh = one.power * one.quantity * one.uptime * 24 / 1000, f.energy = f.kwh * one.kwh_price;
                f.cost = f.energy, f.profit = f.revenue - f.cost, f.even_kwh = f.revenue / f.kwh, f.even_price = f.cost * price / f.revenue;
                double month_cost = f.energy * days;
                f.capex = one.capex * one.quantity, f.btc = btc * kept, f.months_revenue = usd * kept, f.months_cost = month_cost * MONTHS;
                f.cash = f.months_revenue - f.months_cost, f.months_profit = f.cash - f.capex;
                f.npv = discounted * kept - annuity * month_cost - f.capex, f.roi = f.months_profit / f.capex * 100;
                f.even_months = (f.months_cost + f.capex) * price / f.months_revenue, f.payback = 0;
                for (int month = 0; month < MONTHS && !f.payback; month++)
                    if (kept * running[month] - month_cost * (month + 1) >= f.capex) f.payback = month + 1;
                all[row] = f;
            }
            took += nanoseconds() - start;
            sum = 0;
            for (long row = 0; row < ROWS; row++)
                sum += all[row].profit + 0 * (all[row].npv + all[row].roi + all[row].even_months + all[row].even_kwh + (double)all[row].payback);
            free(all);
        }
        printf("figures %lld %.2f %lld\n", took / ROWS / BATCHES, sum, (long long)ROWS * BATCHES * 1000000000LL / took);
    }
    return 0;
}
