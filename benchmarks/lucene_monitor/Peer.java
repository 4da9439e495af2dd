import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.monitor.MatchingQueries;
import org.apache.lucene.monitor.Monitor;
import org.apache.lucene.monitor.MonitorConfiguration;
import org.apache.lucene.monitor.MonitorQuery;
import org.apache.lucene.monitor.QueryMatch;
import org.apache.lucene.monitor.TermFilteredPresearcher;
import org.apache.lucene.queries.spans.SpanNearQuery;
import org.apache.lucene.queries.spans.SpanOrQuery;
import org.apache.lucene.queries.spans.SpanQuery;
import org.apache.lucene.queries.spans.SpanTermQuery;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * The peer of benchmarks.matching: Lucene Monitor with a TermFilteredPresearcher, on one thread.
 *
 * Arguments: queries file, analysed articles, raw articles, file for the matches, rounds of registering, rounds of
 * matching. A query is a line of words in prefix notation: "t WORD", "p WORD*" (a beginning), "q N WORD...", "n DISTANCE
 * GROUP GROUP" (a group is "N WORD..."), "a N ...", "o N ...", "x YES NO". An article is a line of paragraphs parted by
 * tabs; the analysed ones are cut at white space, the raw ones as the StandardAnalyzer does.
 * For registering, for the analysed and for the raw articles it prints "warm", and for each line that it is given the
 * seconds that registering all took, or how many articles a second a round matched.
 */
public class Peer {
  static final String FIELD = "f";
  static final BufferedReader ASKED = new BufferedReader(new InputStreamReader(System.in));
  static String[] words;
  static int at;

  public static void main(String[] args) throws Exception {
    List<String> queries = Files.readAllLines(Path.of(args[0]));
    List<String> analysed = Files.readAllLines(Path.of(args[1]));
    List<String> raw = Files.readAllLines(Path.of(args[2]));
    int compiled = Integer.parseInt(args[4]);
    int rounds = Integer.parseInt(args[5]);
    List<MonitorQuery> parsed = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      words = queries.get(i).split(" ");
      at = 0;
      parsed.add(new MonitorQuery(Integer.toString(i), read()));
    }
    for (int trial = 0; trial < 3; trial++) registered(false, parsed).close();
    inTurns(compiled, () -> {
      long began = spent();
      Monitor monitor = registered(false, parsed);
      double took = (spent() - began) / 1e9;
      monitor.close();
      return took;
    });
    Monitor monitor = registered(false, parsed);
    try (PrintStream out = new PrintStream(args[3], StandardCharsets.UTF_8)) {
      for (String article : analysed) {
        TreeSet<Integer> ids = new TreeSet<>();
        for (QueryMatch match : match(monitor, article).getMatches()) {
          ids.add(Integer.parseInt(match.getQueryId()));
        }
        out.println(ids);
      }
    }
    measure(monitor, analysed, rounds);
    monitor = registered(true, parsed);
    measure(monitor, raw, rounds);
  }

  static Monitor registered(boolean standard, List<MonitorQuery> queries) throws Exception {
    Monitor monitor = new Monitor(cutting(standard), new TermFilteredPresearcher(), new MonitorConfiguration());
    monitor.register(queries);
    return monitor;
  }

  /** By white space, or as the StandardAnalyzer does; neither phrases nor nearness cross a paragraph. */
  static Analyzer cutting(boolean standard) {
    return new Analyzer() {
      @Override
      protected TokenStreamComponents createComponents(String field) {
        Tokenizer cut = standard ? new StandardTokenizer() : new WhitespaceTokenizer();
        return new TokenStreamComponents(cut, standard ? new LowerCaseFilter(cut) : cut);
      }

      @Override
      public int getPositionIncrementGap(String field) {
        return 100;
      }
    };
  }

  static MatchingQueries<QueryMatch> match(Monitor monitor, String article) throws Exception {
    Document document = new Document();
    for (String paragraph : article.split("\t")) {
      document.add(new TextField(FIELD, paragraph, Field.Store.NO));
    }
    return monitor.match(document, QueryMatch.SIMPLE_MATCHER);
  }

  /** Say that all is warm; then print for each line that comes what a round gives. */
  static void inTurns(int rounds, Callable<Double> round) throws Exception {
    System.out.println("warm");
    for (int done = 0; done < rounds && ASKED.readLine() != null; done++) {
      System.out.printf(Locale.ROOT, "%f%n", round.call());
    }
  }

  /** Warm up for five seconds, then rounds in turns: articles a second of this thread's processor time. */
  static void measure(Monitor monitor, List<String> articles, int rounds) throws Exception {
    for (long began = spent(); spent() - began < 5e9; ) round(monitor, articles);
    inTurns(rounds, () -> round(monitor, articles));
    monitor.close();
  }

  static double round(Monitor monitor, List<String> articles) throws Exception {
    long began = spent();
    for (String article : articles) match(monitor, article);
    return articles.size() * 1e9 / (spent() - began);
  }

  static long spent() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  static Query read() {
    switch (words[at++]) {
      case "t":
        return new TermQuery(new Term(FIELD, words[at++]));
      case "p":
        return new PrefixQuery(new Term(FIELD, words[at++]));
      case "q": {
        PhraseQuery.Builder phrase = new PhraseQuery.Builder();
        for (int left = Integer.parseInt(words[at++]); left > 0; left--) {
          phrase.add(new Term(FIELD, words[at++]));
        }
        return phrase.build();
      }
      case "n": {
        int distance = Integer.parseInt(words[at++]);
        SpanQuery[] both = new SpanQuery[2];
        for (int i = 0; i < 2; i++) both[i] = group();
        return new SpanNearQuery(both, distance, false);
      }
      case "x": {
        BooleanQuery.Builder both = new BooleanQuery.Builder();
        both.add(read(), Occur.MUST);
        both.add(read(), Occur.MUST_NOT);
        return both.build();
      }
      case "a":
        return several(Occur.MUST);
      case "o":
        return several(Occur.SHOULD);
      default:
        throw new IllegalArgumentException(String.join(" ", words));
    }
  }

  static SpanQuery group() {
    SpanQuery[] either = new SpanQuery[Integer.parseInt(words[at++])];
    for (int i = 0; i < either.length; i++) either[i] = new SpanTermQuery(new Term(FIELD, words[at++]));
    return either.length == 1 ? either[0] : new SpanOrQuery(either);
  }

  static Query several(Occur occur) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    for (int left = Integer.parseInt(words[at++]); left > 0; left--) all.add(read(), occur);
    return all.build();
  }
}
