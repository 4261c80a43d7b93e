import com.amazonaws.secretsmanager.caching.SecretCache;
import java.util.Scanner;

/**
 * Runs the recipe for Java in docs/recipes.md. Prints the document. After a line of input, prints the document from the
 * cache, and then after a refresh.
 */
class Main {
  public static void main(String[] arguments) throws InterruptedException {
    try (SecretCache cache = new SecretCache()) {
      System.out.println(AlationDocument.read(cache));
      if (new Scanner(System.in).hasNextLine()) {
        System.out.println(AlationDocument.read(cache));
        cache.refreshNow("alation/demo/access-token");
        System.out.println(AlationDocument.read(cache));
      }
    }
  }
}
