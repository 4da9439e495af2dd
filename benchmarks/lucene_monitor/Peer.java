import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
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
 * Arguments: queries file, analysed articles, raw articles, file for the matches. A query is a line of words in prefix
 * notation: "t WORD", "p WORD*" (a beginning), "q N WORD...", "n DISTANCE GROUP GROUP" (a group is "N WORD..."), "a N
 * ...", "o N ...", "x YES NO".
 * An article is a line of paragraphs parted by tabs; the analysed ones are cut at white space, the raw ones
 * as the StandardAnalyzer does.
 */
public class Peer {
  static final String FIELD = "f";
  static String[] words;
  static int at;

  public static void main(String[] args) throws Exception {
    List<String> queries = Files.readAllLines(Path.of(args[0]));
    List<String> analysed = Files.readAllLines(Path.of(args[1]));
    List<String> raw = Files.readAllLines(Path.of(args[2]));
    List<MonitorQuery> parsed = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      words = queries.get(i).split(" ");
      at = 0;
      parsed.add(new MonitorQuery(Integer.toString(i), read()));
    }
    for (int warm = 0; warm < 3; warm++) {
      try (Monitor trial = open(cutting(false))) {
        trial.register(parsed);
      }
    }
    long began = spent();
    Monitor monitor = open(cutting(false));
    monitor.register(parsed);
    double compile = (spent() - began) / 1e9;
    try (PrintStream out = new PrintStream(args[3], StandardCharsets.UTF_8)) {
      for (String article : analysed) {
        TreeSet<Integer> ids = new TreeSet<>();
        for (QueryMatch match : match(monitor, article).getMatches()) {
          ids.add(Integer.parseInt(match.getQueryId()));
        }
        out.println(ids);
      }
    }
    double whitespace = perSecond(monitor, analysed);
    monitor.close();
    monitor = open(cutting(true));
    monitor.register(parsed);
    double standard = perSecond(monitor, raw);
    monitor.close();
    System.out.printf(
        Locale.ROOT,
        "{\"compile_seconds\": %f, \"whitespace_per_second\": %f, \"standard_per_second\": %f}%n",
        compile, whitespace, standard);
  }

  static Monitor open(Analyzer analyzer) throws Exception {
    return new Monitor(analyzer, new TermFilteredPresearcher(), new MonitorConfiguration());
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

  /** Articles a second of this thread's processor time, in the best of four rounds, after five seconds that warm up. */
  static double perSecond(Monitor monitor, List<String> articles) throws Exception {
    double best = 0;
    long start = spent();
    for (int measured = 0; measured < 4; ) {
      long began = spent();
      for (String article : articles) match(monitor, article);
      if (began - start < 5e9) continue;
      best = Math.max(best, articles.size() * 1e9 / (spent() - began));
      measured++;
    }
    return best;
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
